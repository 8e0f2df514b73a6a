import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { OpenEncoder } from '#encoder';
import { LOGGER, oneAtATime, type Logger } from '#platform';
import { ChangeLog } from './corrections/change-log.js';
import { CorrectedNeurons } from './corrections/corrected-neurons.js';
import { readShippedNames } from './corrections/language.js';
import type { AtomCodes, NeuronDictionary } from './dictionary.js';
import { StoredAtomCodes } from './stored-atom-codes.js';
import { measuredKey, readConfidences } from './words/confidence.js';
import { readVocabulary } from './words/vocabulary.js';
import { WordDictionary } from './words/word-dictionary.js';

/** The neurons of one encoder, and the codes of atoms in them. */
export interface OpenDictionary {
  /** As it is without people's corrections. */
  readonly dictionary: NeuronDictionary;
  /** As people corrected it: what answers use. */
  readonly corrected: CorrectedNeurons;
  readonly codes: AtomCodes;
}

/** The dictionaries of the encoders that run in this process. */
@Injectable()
export class Dictionaries {
  // Gone with the encoder.
  private readonly open = new WeakMap<OpenEncoder, Promise<OpenDictionary>>();

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** An encoder's dictionary; made at the first call, which for most models encodes the vocabulary. */
  of(encoder: OpenEncoder): Promise<OpenDictionary> {
    const known = this.open.get(encoder);
    if (known) return known;
    const opening = this.load(encoder);
    this.open.set(encoder, opening);
    opening.catch(() => this.open.delete(encoder));
    return opening;
  }

  private async load({ served, vectors }: OpenEncoder): Promise<OpenDictionary> {
    const began = performance.now();
    const confidences = await readConfidences();
    const terms = await readVocabulary();
    // So that the vocabulary is encoded by one process, and read by the others.
    const dictionary = await oneAtATime(this.dataSource, `vocabulary ${measuredKey(served)}`, () =>
      WordDictionary.load(served, vectors, terms, confidences),
    );
    if (!confidences.models[measuredKey(served)])
      this.logger.warn(
        { model: served.model, centring: served.centringId },
        'the names of the neurons were not measured for this model: no sentence will use them (docs/neurons.md)',
      );
    this.logger.info(
      {
        dictionary: dictionary.id,
        neurons: dictionary.size,
        milliseconds: Math.round(performance.now() - began),
      },
      'dictionary of words ready',
    );
    return {
      dictionary,
      corrected: new CorrectedNeurons(new ChangeLog(this.dataSource), dictionary, await readShippedNames()),
      codes: new StoredAtomCodes(this.dataSource, vectors, dictionary),
    };
  }
}
