import { Inject, Injectable } from '@nestjs/common';
import { Products } from '#catalogue';
import type { Embedder } from '#encoder';
import type { AtomCodes, CorrectedNeurons, WordDictionary } from '#neurons';
import { LOGGER, Metrics, type Logger } from '#platform';
import type { ChannelIndex } from '#search-index';
import { Candidates } from './candidates.js';
import { CodedAtoms } from '#explanation';
import { Explainer } from './explain.js';
import { Recommender } from './recommender.js';
import { Slates } from './slate.js';

/** Gives the recommender of the encoder that serves now; a request asks once, so that no answer mixes two. */
export abstract class ServingRecommender {
  abstract now(): Recommender;
}

/** What a recommender answers with: all of one encoder. */
export interface RecommenderDependencies {
  readonly encoder: Embedder;
  readonly index: ChannelIndex;
  readonly neurons: CorrectedNeurons;
  readonly codes: AtomCodes;
  /** What the words of a query are exchanged by ({@link FacetSubstitution}), and what they deny. */
  readonly words: WordDictionary;
}

/** Makes the recommender of an encoder. */
@Injectable()
export class Recommenders {
  constructor(
    @Inject(Products) private readonly products: Products,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  of({ encoder, index, neurons, codes, words }: RecommenderDependencies): Recommender {
    const { products, logger, metrics } = this;
    const kept = metrics.gauge('explained_products', 'Products whose atoms and codes are in memory', [
      'model',
    ]);
    const atoms = new CodedAtoms(products, codes, (count) => {
      kept.set({ model: encoder.model }, count);
    });
    return new Recommender(
      encoder,
      index,
      neurons,
      words,
      products,
      new Candidates(index),
      new Slates(products, index),
      new Explainer(atoms, logger, metrics),
      metrics,
    );
  }
}
