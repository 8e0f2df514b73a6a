import { Inject, Injectable } from '@nestjs/common';
import { Products } from '#catalogue';
import type { OpenEncoder } from '#encoder';
import type { CorrectedNeurons, WordDictionary } from '#neurons';
import type { ChannelIndex } from '#search-index';
import { Aligner } from './aligner.js';
import { Claims } from './claims.js';

/** Gives the aligner of the encoder that serves now; a request asks once, so that no answer mixes two. */
export abstract class ServingAligner {
  abstract now(): Aligner;
}

/** Makes the aligner of an encoder. */
@Injectable()
export class Aligners {
  constructor(@Inject(Products) private readonly products: Products) {}

  of(
    { embedder, vectors }: OpenEncoder,
    index: ChannelIndex,
    neurons: CorrectedNeurons,
    words: WordDictionary,
  ): Aligner {
    return new Aligner(embedder, vectors, index, neurons, new Claims(embedder, words), this.products);
  }
}
