import { Module, type DynamicModule } from '@nestjs/common';
import { AlignmentModule } from '#alignment';
import { CatalogueModule } from '#catalogue';
import { EncoderModule } from '#encoder';
import { ExplanationModule } from '#explanation';
import { ActivationModule, IngestionModule } from '#ingestion';
import { MicroscopeModule } from '#microscope';
import { NeuronsModule } from '#neurons';
import { PlatformModule, type PlatformParts } from '#platform';
import { RecommendationModule } from '#recommendation';
import { SearchIndexModule } from '#search-index';
import { ServingModule } from '#serving';
import { HealthController } from './health.controller.js';
import { JobsController } from './jobs.controller.js';
import { SeedCatalogue } from './seed-catalogue.js';
import { ReferenceModule } from './wiring.js';

/** The composition root: which parts exist. */
@Module({})
export class AppModule {
  static with(parts: PlatformParts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.with(parts),
        ReferenceModule,
        EncoderModule,
        CatalogueModule,
        SearchIndexModule,
        NeuronsModule,
        ExplanationModule,
        RecommendationModule,
        AlignmentModule,
        MicroscopeModule,
        IngestionModule,
        ActivationModule,
        ServingModule,
      ],
      controllers: [HealthController, JobsController],
      providers: [SeedCatalogue],
    };
  }
}
