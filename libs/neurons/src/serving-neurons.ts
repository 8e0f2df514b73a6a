import type { ServedEncoder } from '#encoder';
import type { CorrectedNeurons } from './corrections/corrected-neurons.js';

/** Gives the encoder that serves now with its neurons; a request asks once, so that no answer mixes two. */
export abstract class ServingNeurons {
  abstract now(): { readonly encoder: ServedEncoder; readonly corrected: CorrectedNeurons };
}
