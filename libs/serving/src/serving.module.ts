import { Global, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AlignmentModule, Aligners, ServingAligner } from '#alignment';
import { AppliedSeq, IngestionModule } from '#ingestion';
import { CatalogueModule, CatalogueSample } from '#catalogue';
import { EncoderModule, OpenEncoders } from '#encoder';
import { Dictionaries, DictionaryVersions, NeuronsModule, ServingNeurons, FitCatalogue } from '#neurons';
import { MicroscopeModule, Microscopes, ServingMicroscope } from '#microscope';
import { LOGGER, Readiness, type Logger } from '#platform';
import { Recommenders, RecommendationModule, ServingRecommender } from '#recommendation';
import { ServingEvidence, ExplanationModule } from '#explanation';
import { Indexes, SearchIndexModule } from '#search-index';
import { DictionariesController } from './dictionaries.controller.js';
import { DictionarySwitch } from './dictionary-switch.js';
import { EncodersController } from './encoders.controller.js';
import { ForgetJob } from './forget-job.js';
import { SlateReport } from './slate-report.js';
import { Stacks } from './stacks.js';
import { Switching } from './switching.js';

/** What serves, for the modules that answer; and the calls that change it. */
@Global()
@Module({
  imports: [
    EncoderModule,
    CatalogueModule,
    IngestionModule,
    NeuronsModule,
    SearchIndexModule,
    ExplanationModule,
    RecommendationModule,
    AlignmentModule,
    MicroscopeModule,
  ],
  controllers: [EncodersController, DictionariesController],
  providers: [
    { provide: FitCatalogue, useExisting: CatalogueSample },
    {
      provide: Stacks,
      inject: [
        OpenEncoders,
        Dictionaries,
        DictionaryVersions,
        Indexes,
        Recommenders,
        Aligners,
        Microscopes,
        Readiness,
        LOGGER,
        DataSource,
      ],
      useFactory: async (
        encoders: OpenEncoders,
        dictionaries: Dictionaries,
        versions: DictionaryVersions,
        indexes: Indexes,
        recommenders: Recommenders,
        aligners: Aligners,
        microscopes: Microscopes,
        readiness: Readiness,
        logger: Logger,
        dataSource: DataSource,
      ): Promise<Stacks> => {
        const stacks = new Stacks(
          encoders,
          dictionaries,
          versions,
          indexes,
          recommenders,
          aligners,
          microscopes,
          readiness,
          logger,
          dataSource,
        );
        await stacks.start();
        return stacks;
      },
    },
    {
      provide: ServingRecommender,
      inject: [Stacks],
      useFactory: (stacks: Stacks): ServingRecommender => ({ now: () => stacks.serving.recommender }),
    },
    {
      provide: ServingEvidence,
      inject: [Stacks],
      useFactory: (stacks: Stacks): ServingEvidence => ({
        now: () => ({ encoder: stacks.serving.encoder, dictionary: stacks.serving.dictionary }),
      }),
    },
    {
      provide: ServingAligner,
      inject: [Stacks],
      useFactory: (stacks: Stacks): ServingAligner => ({ now: () => stacks.serving.aligner }),
    },
    {
      provide: ServingMicroscope,
      inject: [Stacks],
      useFactory: (stacks: Stacks): ServingMicroscope => ({ now: () => stacks.serving.microscope }),
    },
    {
      provide: ServingNeurons,
      inject: [Stacks, Dictionaries],
      useFactory: (stacks: Stacks, dictionaries: Dictionaries): ServingNeurons => ({
        named: (dictionary) => dictionaries.named(stacks.serving.encoder, dictionary),
        now: () => {
          const { encoder, neurons, microscope } = stacks.serving;
          return { encoder: encoder.served, corrected: neurons, figures: () => microscope.figures() };
        },
      }),
    },
    {
      // An upload is done when this process's answers show it.
      provide: AppliedSeq,
      inject: [Stacks],
      useFactory: (stacks: Stacks): AppliedSeq => ({ appliedSeq: () => stacks.serving.index.appliedSeq }),
    },
    Switching,
    DictionarySwitch,
    SlateReport,
    ForgetJob,
  ],
  exports: [
    FitCatalogue,
    Stacks,
    ServingRecommender,
    ServingEvidence,
    ServingAligner,
    ServingMicroscope,
    ServingNeurons,
    AppliedSeq,
  ],
})
export class ServingModule {}
