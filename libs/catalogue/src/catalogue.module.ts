import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { EncoderModule } from '#encoder';
import { CONFIG, LOGGER, type Config, type Logger } from '#platform';
import { FolderStore, PictureFolder } from './pictures/object-store.js';
import { Listings } from './listings/listings.js';
import { PictureController } from './pictures/picture.controller.js';
import { PictureDownload } from './pictures/picture-download.js';
import { PictureInput, QueryPictureDownload } from './pictures/picture-input.js';
import { PictureBuffers } from './pictures/picture-buffers.js';
import { PictureIntakes } from './pictures/picture-intake.js';
import { StoredPictures } from './pictures/stored-pictures.js';
import { ServedPictures } from './pictures/served-pictures.js';
import { CatchUp } from './pipeline/catch-up.js';
import { EncodeJob } from './pipeline/encode-job.js';
import { Housekeeping } from './pipeline/housekeeping.js';
import { IndexJob } from './pipeline/index-job.js';
import { IngestJob } from './pipeline/ingest-job.js';
import { PassageRenewal } from './pipeline/passage-renewal.js';
import { ProductBatch } from './pipeline/product-batch.js';
import { UnencodedProducts } from './pipeline/unencoded-products.js';
import { Pictures, Products } from './product.js';
import { limits } from './reading/limits.js';
import { CatalogueController } from './products/catalogue.controller.js';
import { FacetReader } from './products/facets.js';
import { ProductRemoval } from './products/remove-product.js';
import { SqlProducts } from './products/sql-products.js';
import { UploadController } from './upload/upload.controller.js';
import { UploadFolders } from './upload/upload-folder.js';
import { UploadLedger } from './upload/upload-ledger.js';
import { UploadProgressReader } from './upload/upload-progress.js';
import { UploadReceiver } from './upload/upload-receiver.js';

/** Products, pictures and reviews: how they come in, are kept, and are read. */
@Module({
  imports: [EncoderModule],
  controllers: [UploadController, CatalogueController, PictureController],
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
    PictureBuffers,
    PictureIntakes,
    {
      provide: PictureDownload,
      useFactory: () => new PictureDownload(undefined, undefined, { tries: limits.busyTries }),
    },
    { provide: QueryPictureDownload, useFactory: () => new PictureDownload() },
    PictureInput,
    Listings,
    { provide: Products, useClass: SqlProducts },
    FacetReader,
    ProductRemoval,
    UploadFolders,
    UploadLedger,
    UploadReceiver,
    UploadProgressReader,
    ProductBatch,
    IngestJob,
    EncodeJob,
    IndexJob,
    PassageRenewal,
    UnencodedProducts,
    CatchUp,
    Housekeeping,
  ],
  exports: [Products, Pictures, PictureInput, UnencodedProducts],
})
export class CatalogueModule {}
