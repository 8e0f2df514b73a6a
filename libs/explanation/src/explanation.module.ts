import { Module } from '@nestjs/common';
import { CatalogueModule } from '#catalogue';
import { AttributionController } from './attribution/attribution.controller.js';
import { AttributionReader } from './attribution/attribution.js';
import { UnitsReader } from './attribution/units.js';

/** Evidence on request. The application provides {@link ServingAttribution} in a global module. */
@Module({
  imports: [CatalogueModule],
  controllers: [AttributionController],
  providers: [AttributionReader, UnitsReader],
})
export class ExplanationModule {}
