import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CatalogueModule, PictureDownload } from '#catalogue';
import { EncoderModule } from '#encoder';
import { CatchUp } from './encoding/catch-up.js';
import { EncodeJob } from './encoding/encode-job.js';
import { UnencodedProducts } from './encoding/unencoded-products.js';
import { Housekeeping } from './housekeeping.js';
import { IndexJob } from './indexing/index-job.js';
import { limits } from './limits.js';
import { PictureBuffers } from './pictures/picture-buffers.js';
import { PictureIntakes } from './pictures/picture-intake.js';
import { RemovalController } from './removal/removal.controller.js';
import { ProductRemoval } from './removal/remove-product.js';
import { UploadController } from './upload/upload.controller.js';
import { UploadFolders } from './upload/upload-folder.js';
import { UploadLedger } from './upload/upload-ledger.js';
import { UploadProgressReader } from './upload/upload-progress.js';
import { RowReportRow, UploadRow } from './upload/upload-row.js';
import { UploadReceiver } from './upload/upload-receiver.js';
import { IngestJob } from './writing/ingest-job.js';
import { ProductBatch } from './writing/product-batch.js';

/** How products come in, become vectors and are found, and how they leave. */
@Module({
  imports: [EncoderModule, CatalogueModule, TypeOrmModule.forFeature([UploadRow, RowReportRow])],
  controllers: [UploadController, RemovalController],
  providers: [
    UploadFolders,
    UploadLedger,
    UploadReceiver,
    UploadProgressReader,
    PictureBuffers,
    PictureIntakes,
    {
      provide: PictureDownload,
      useFactory: () => new PictureDownload(undefined, undefined, { tries: limits.busyTries }),
    },
    ProductBatch,
    IngestJob,
    UnencodedProducts,
    CatchUp,
    EncodeJob,
    IndexJob,
    ProductRemoval,
    Housekeeping,
  ],
  exports: [UnencodedProducts],
})
export class IngestionModule {}
