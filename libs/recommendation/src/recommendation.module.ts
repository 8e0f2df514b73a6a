import { Module } from '@nestjs/common';
import { CatalogueModule } from '#catalogue';
import { RecommendationController } from './recommendation.controller.js';
import { Recommenders } from './recommenders.js';

/** Slates. The application provides {@link ServingRecommender} in a global module. */
@Module({
  imports: [CatalogueModule],
  controllers: [RecommendationController],
  providers: [Recommenders],
  exports: [Recommenders],
})
export class RecommendationModule {}
