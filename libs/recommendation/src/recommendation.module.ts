import { Module } from '@nestjs/common';
import { CatalogueModule } from '#catalogue';
import { DialogueController } from './dialogue/dialogue.controller.js';
import { RecommendationController } from './recommendation.controller.js';
import { Recommenders } from './recommenders.js';
import { WhyNotController } from './why-not/why-not.controller.js';

/** Slates. The application provides {@link ServingRecommender} in a global module. */
@Module({
  imports: [CatalogueModule],
  controllers: [RecommendationController, DialogueController, WhyNotController],
  providers: [Recommenders],
  exports: [Recommenders],
})
export class RecommendationModule {}
