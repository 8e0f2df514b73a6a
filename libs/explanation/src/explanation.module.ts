import { Module } from '@nestjs/common';
import { CatalogueModule } from '#catalogue';
import { EvidenceController } from './evidence/evidence.controller.js';
import { EvidenceReader } from './evidence/evidence.js';
import { UnitsReader } from './evidence/units.js';

/** Evidence on request. The application provides {@link ServingEvidence} in a global module. */
@Module({
  imports: [CatalogueModule],
  controllers: [EvidenceController],
  providers: [EvidenceReader, UnitsReader],
})
export class ExplanationModule {}
