import { Module } from '@nestjs/common';
import { CatalogueModule } from '#catalogue';
import { EncoderModule } from '#encoder';
import { NeuronsModule } from '#neurons';
import { SearchIndexModule } from '#search-index';
import { Aligner } from './aligner.js';
import { AlignmentController } from './alignment.controller.js';

@Module({
  imports: [EncoderModule, CatalogueModule, SearchIndexModule, NeuronsModule],
  controllers: [AlignmentController],
  providers: [Aligner],
})
export class AlignmentModule {}
