import { Inject, Injectable } from '@nestjs/common';
import { Aligners, type Aligner } from '#alignment';
import { OpenEncoders, type OpenEncoder } from '#encoder';
import { Microscopes, type Microscope } from '#microscope';
import { Dictionaries, type CorrectedNeurons, type NeuronDictionary, type Version } from '#neurons';
import { Recommenders, type Recommender } from '#recommendation';
import { defaultFusionWeights, Indexes, type FollowedIndex } from '#search-index';
import { ReadingAhead } from './reading-ahead.js';

/** Everything that answers with one encoder and one dictionary: a request takes one stack and keeps to it. */
export interface Stack {
  readonly model: string;
  readonly encoder: OpenEncoder;
  /** Of the dictionary. */
  readonly version: Version;
  readonly dictionary: NeuronDictionary;
  /** The dictionary as people corrected it. */
  readonly neurons: CorrectedNeurons;
  readonly index: FollowedIndex;
  readonly recommender: Recommender;
  /** Ends its reading ahead. */
  readonly stopReading: () => void;
  readonly aligner: Aligner;
  readonly microscope: Microscope;
}

/** Opens stacks, part by part. */
@Injectable()
export class StackOpener {
  constructor(
    @Inject(OpenEncoders) private readonly encoders: OpenEncoders,
    @Inject(Dictionaries) private readonly dictionaries: Dictionaries,
    @Inject(Indexes) private readonly indexes: Indexes,
    @Inject(Recommenders) private readonly recommenders: Recommenders,
    @Inject(Aligners) private readonly aligners: Aligners,
    @Inject(Microscopes) private readonly microscopes: Microscopes,
    @Inject(ReadingAhead) private readonly reading: ReadingAhead,
  ) {}

  /** The model's stack with the dictionary that is active for it; its index begins to fill. @throws when it is not in use */
  async open(model: string): Promise<Stack> {
    const encoder = await this.encoders.of(model);
    if (!encoder) throw new Error(`${model} is no longer in use`);
    const { embedder } = encoder;
    const { version, dictionary, corrected: neurons, codes, words } = await this.dictionaries.of(encoder);
    const index = this.indexes.open({
      model,
      dimension: embedder.dimension,
      centringId: embedder.centringId,
      dictionaryId: dictionary.id,
      weights: defaultFusionWeights,
    });
    const recommender = this.recommenders.of({ encoder: embedder, index, neurons, codes, words });
    return {
      model,
      encoder,
      version,
      dictionary,
      neurons,
      index,
      recommender,
      stopReading: this.reading.begin(recommender),
      aligner: this.aligners.of(encoder, index, neurons, words),
      microscope: this.microscopes.of({ encoder: embedder, index, neurons, codes }),
    };
  }

  /**
   * Lets go of a stack that answers no new requests.
   *
   * @param last no other stack has its encoder, which is no longer in use: who closes the stack closes that too
   */
  release({ model, encoder, version, stopReading }: Stack, last: boolean): void {
    stopReading();
    this.dictionaries.release(encoder, version);
    if (last) this.encoders.release(model);
  }
}
