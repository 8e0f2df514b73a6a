import { Module } from '@nestjs/common';
import { CatalogueModule } from '#catalogue';
import { MicroscopeController } from './microscope.controller.js';
import { Microscopes } from './microscopes.js';

/** What neurons do in the catalogue. The application provides {@link ServingMicroscope} in a global module. */
@Module({
  imports: [CatalogueModule],
  controllers: [MicroscopeController],
  providers: [Microscopes],
  exports: [Microscopes],
})
export class MicroscopeModule {}
