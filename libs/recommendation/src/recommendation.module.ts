import { Module } from '@nestjs/common';
import { CatalogueModule } from '#catalogue';
import { EncoderModule } from '#encoder';
import { NeuronsModule } from '#neurons';
import { SearchIndexModule } from '#search-index';
import { Candidates } from './candidates.js';
import { Explainer } from './explain.js';
import { RecommendationController } from './recommendation.controller.js';
import { Recommender } from './recommender.js';
import { Slates } from './slate.js';

@Module({
  imports: [EncoderModule, CatalogueModule, SearchIndexModule, NeuronsModule],
  controllers: [RecommendationController],
  providers: [Candidates, Slates, Explainer, Recommender],
  exports: [Recommender],
})
export class RecommendationModule {}
