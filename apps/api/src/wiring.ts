import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { AppliedSeq } from '#catalogue';
import { CentringReference, ServedEncoder } from '#encoder';
import { NeuronDictionary, phrasesOf, readVocabulary } from '#neurons';
import { projectFolder } from '#platform';
import {
  defaultFusionWeights,
  INDEX_SETTINGS,
  SearchIndexModule,
  ServedIndex,
  type GenerationSettings,
} from '#search-index';

/** What a model without means of its own is centred with: the shipped vocabulary and the seed shop's pictures. */
class ShippedReference extends CentringReference {
  readonly name = 'vocabulary and seed pictures';

  async texts(): Promise<string[]> {
    return (await readVocabulary()).flatMap((term) => phrasesOf(term).with);
  }

  async pictures(): Promise<Uint8Array[]> {
    const folder = join(projectFolder, 'seed-data', 'pictures');
    const names = (await readdir(folder)).sort();
    return Promise.all(names.map((name) => readFile(join(folder, name))));
  }
}

/** Before the encoder: needs nothing. */
@Global()
@Module({
  providers: [{ provide: CentringReference, useClass: ShippedReference }],
  exports: [CentringReference],
})
export class ReferenceModule {}

/** Between encoder, dictionary and index: what makes the served generation. */
@Global()
@Module({
  providers: [
    {
      provide: INDEX_SETTINGS,
      inject: [ServedEncoder, NeuronDictionary],
      useFactory: (encoder: ServedEncoder, dictionary: NeuronDictionary): GenerationSettings => ({
        model: encoder.model,
        dimension: encoder.dimension,
        centringId: encoder.centringId,
        dictionaryId: dictionary.id,
        weights: defaultFusionWeights,
      }),
    },
  ],
  exports: [INDEX_SETTINGS],
})
export class GenerationModule {}

/** From the index to the catalogue: an upload is done when this process's answers show it. */
@Global()
@Module({
  imports: [SearchIndexModule],
  providers: [
    {
      provide: AppliedSeq,
      inject: [ServedIndex],
      useFactory: (index: ServedIndex): AppliedSeq => ({ appliedSeq: () => index.appliedSeq }),
    },
  ],
  exports: [AppliedSeq],
})
export class AppliedSeqModule {}
