import { Module } from '@nestjs/common';
import { CatalogueModule } from '#catalogue';
import { Aligners } from './aligners.js';
import { AlignmentController } from './alignment.controller.js';

/** Alignment. The application provides {@link ServingAligner} in a global module. */
@Module({
  imports: [CatalogueModule],
  controllers: [AlignmentController],
  providers: [Aligners],
  exports: [Aligners],
})
export class AlignmentModule {}
