import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { CONFIG, LOGGER, type Config, type Logger } from '#platform';
import { Listings } from './listings/listings.js';
import { FolderStore, PictureFolder } from './pictures/object-store.js';
import { PictureController } from './pictures/picture.controller.js';
import { PictureDownload } from './pictures/picture-download.js';
import { PictureInput, QueryPictureDownload } from './pictures/picture-input.js';
import { ServedPictures } from './pictures/served-pictures.js';
import { StoredPictures } from './pictures/stored-pictures.js';
import { Pictures, Products } from './product.js';
import { CatalogueController } from './products/catalogue.controller.js';
import { CatalogueSample } from './products/catalogue-sample.js';
import { FacetReader } from './products/facets.js';
import { PassageRenewal } from './products/passage-renewal.js';
import { SqlProducts } from './products/sql-products.js';

/** Products, pictures and reviews: how they are kept, and are read. */
@Module({
  controllers: [CatalogueController, PictureController],
  providers: [
    {
      provide: PictureFolder,
      inject: [CONFIG],
      useFactory: (config: Config) => new PictureFolder(join(config.storageDir, 'pictures')),
    },
    {
      provide: StoredPictures,
      inject: [PictureFolder],
      useFactory: (folder: PictureFolder) => new StoredPictures(folder),
    },
    { provide: Pictures, useExisting: StoredPictures },
    {
      provide: ServedPictures,
      inject: [CONFIG, Pictures, LOGGER],
      useFactory: (config: Config, pictures: Pictures, logger: Logger) =>
        new ServedPictures(pictures, new FolderStore(join(config.dataDir, 'thumbnails')), logger),
    },
    { provide: QueryPictureDownload, useFactory: () => new PictureDownload() },
    PictureInput,
    Listings,
    { provide: Products, useClass: SqlProducts },
    FacetReader,
    PassageRenewal,
    CatalogueSample,
  ],
  exports: [Products, Pictures, PictureFolder, StoredPictures, PictureInput, PassageRenewal, CatalogueSample],
})
export class CatalogueModule {}
