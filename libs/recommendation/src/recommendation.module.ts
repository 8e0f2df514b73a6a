import { Module } from '@nestjs/common';
import { CatalogueModule } from '#catalogue';
import { EvidenceController } from './evidence/evidence.controller.js';
import { EvidenceReader } from './evidence/evidence.js';
import { UnitsReader } from './evidence/units.js';
import { DialogueController } from './dialogue/dialogue.controller.js';
import { RecommendationController } from './recommendation.controller.js';
import { Recommenders } from './recommenders.js';
import { WhyNotController } from './why-not/why-not.controller.js';

/** Slates and evidence. The application provides {@link ServingRecommender} and ServingEvidence in a global module. */
@Module({
  imports: [CatalogueModule],
  controllers: [RecommendationController, DialogueController, EvidenceController, WhyNotController],
  providers: [Recommenders, EvidenceReader, UnitsReader],
  exports: [Recommenders],
})
export class RecommendationModule {}
