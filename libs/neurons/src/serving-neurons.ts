import type { Modality, Embedder } from '#encoder';
import type { CorrectedNeurons } from './corrections/corrected-neurons.js';

/** How often a neuron fires in the catalogue, or in a sample of it. */
export interface NeuronFigures {
  /** Pictures, and passages with reviews, for which it fires. */
  readonly fires: Readonly<Record<Modality, number>>;
  /** Products with pictures and words for which it fires in a picture or in words, and in both. */
  readonly either: number;
  readonly both: number;
}

/** Gives the encoder that serves now with its neurons; a request asks once, so that no answer mixes two. */
export abstract class ServingNeurons {
  /** The neurons of any dictionary that answers ever named; undefined for one that is not known. */
  abstract named(dictionary: string): Promise<CorrectedNeurons | undefined>;
  abstract now(): {
    readonly encoder: Embedder;
    readonly corrected: CorrectedNeurons;
    /** Of each neuron, by number. */
    readonly figures: () => Promise<readonly NeuronFigures[]>;
  };
}
