import { Global, Module, type FactoryProvider } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { AlignmentModule, ServingAligner } from '#alignment';
import { AppliedSeq, IngestionModule } from '#ingestion';
import { CatalogueModule, CatalogueSample } from '#catalogue';
import { EncoderModule } from '#encoder';
import { Dictionaries, FitCatalogue, NeuronsModule, ServingNeurons } from '#neurons';
import { MicroscopeModule, ServingMicroscope } from '#microscope';
import { RecommendationModule, ServingRecommender } from '#recommendation';
import { ServingAttribution, ExplanationModule } from '#explanation';
import { SearchIndexModule } from '#search-index';
import { DictionariesController } from './dictionaries.controller.js';
import { DictionarySwitch } from './dictionary-switch.js';
import { EncodersController } from './encoders.controller.js';
import { ForgetJob } from './forget-job.js';
import { ReadingAhead } from './reading-ahead.js';
import { SlateReport } from './slate-report.js';
import { StackOpener, type Stack } from './stack.js';
import { Stacks } from './stacks.js';
import { Switching } from './switching.js';

/** Binds the port of a lib to its part of the stack that serves now. */
function ofTheStack<T>(
  provide: abstract new () => { now(): T },
  part: (stack: Stack) => T,
): FactoryProvider<{ now(): T }> {
  return {
    provide,
    inject: [Stacks],
    useFactory: (stacks: Stacks) => ({ now: () => part(stacks.serving) }),
  };
}

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
    ReadingAhead,
    StackOpener,
    {
      provide: Stacks,
      inject: [ModuleRef],
      // Other modules start when something serves.
      useFactory: async (modules: ModuleRef): Promise<Stacks> => {
        const stacks = await modules.create(Stacks);
        await stacks.start();
        return stacks;
      },
    },
    ofTheStack(ServingRecommender, ({ recommender }) => recommender),
    ofTheStack(ServingAttribution, ({ encoder, dictionary }) => ({ encoder, dictionary })),
    ofTheStack(ServingAligner, ({ aligner }) => aligner),
    ofTheStack(ServingMicroscope, ({ microscope }) => microscope),
    {
      provide: ServingNeurons,
      inject: [Stacks, Dictionaries],
      useFactory: (stacks: Stacks, dictionaries: Dictionaries): ServingNeurons => ({
        named: (dictionary) => dictionaries.named(stacks.serving.encoder, dictionary),
        now: () => {
          const { encoder, neurons, microscope } = stacks.serving;
          return { encoder: encoder.embedder, corrected: neurons, figures: () => microscope.figures() };
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
    ServingAttribution,
    ServingAligner,
    ServingMicroscope,
    ServingNeurons,
    AppliedSeq,
  ],
})
export class ServingModule {}
