import type { ServedEncoder } from '#encoder';
import type { NeuronDictionary } from './dictionary.js';

/** Gives the encoder that serves now with its dictionary; a request asks once, so that no answer mixes two. */
export abstract class ServingNeurons {
  abstract now(): { readonly encoder: ServedEncoder; readonly dictionary: NeuronDictionary };
}
