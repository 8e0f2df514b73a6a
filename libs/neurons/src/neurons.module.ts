import { Global, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ServedEncoder, VectorStore } from '#encoder';
import { LOGGER, type Logger } from '#platform';
import { ActivateJob } from './activate-job.js';
import { AtomCodes, NeuronDictionary } from './dictionary.js';
import { NeuronsController } from './neurons.controller.js';
import { StoredAtomCodes } from './stored-atom-codes.js';
import { measuredKey, readConfidences } from './words/confidence.js';
import { readVocabulary } from './words/vocabulary.js';
import { WordDictionary } from './words/word-dictionary.js';

async function loadWords(
  encoder: ServedEncoder,
  store: VectorStore,
  logger: Logger,
): Promise<WordDictionary> {
  const began = performance.now();
  const confidences = await readConfidences();
  const dictionary = await WordDictionary.load(encoder, store, await readVocabulary(), confidences);
  if (!confidences.models[measuredKey(encoder)])
    logger.warn(
      { model: encoder.model, centring: encoder.centringId },
      'the names of the neurons were not measured for this model: no sentence will use them (docs/neurons.md)',
    );
  logger.info(
    {
      dictionary: dictionary.id,
      neurons: dictionary.size,
      milliseconds: Math.round(performance.now() - began),
    },
    'dictionary of words ready',
  );
  return dictionary;
}

/** The dictionary and the codes of atoms, for every other module: {@link NeuronDictionary}, {@link AtomCodes}. */
@Global()
@Module({
  controllers: [NeuronsController],
  providers: [
    { provide: NeuronDictionary, useFactory: loadWords, inject: [ServedEncoder, VectorStore, LOGGER] },
    {
      provide: AtomCodes,
      useFactory: (dataSource: DataSource, vectors: VectorStore, dictionary: NeuronDictionary) =>
        new StoredAtomCodes(dataSource, vectors, dictionary),
      inject: [DataSource, VectorStore, NeuronDictionary],
    },
    ActivateJob,
  ],
  exports: [NeuronDictionary, AtomCodes],
})
export class NeuronsModule {}
