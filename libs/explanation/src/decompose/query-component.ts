import type { Modality } from '#encoder';
import type { Code } from '#neurons';

/**
 * What a part of the query came from: the words for it in a sentence depend on this. `denied` is a term that the words
 * of the query say is not wanted, `steer` a neuron turned up or down by hand, `answer` one by the answer to a question.
 */
export type QuerySource = 'text' | 'denied' | 'image' | 'like' | 'unlike' | 'steer' | 'answer';

/** One weighted vector of a query: q = sum over parts of weight * vector (docs/neurons.md, section 1.3). */
export interface QueryComponent {
  readonly source: QuerySource;
  readonly modality: Modality;
  /** Negative for what is not wanted. */
  readonly weight: number;
  readonly vector: Float32Array;
  /** Of typed words: the names of neurons that they say, as {@link nameForm} writes them. */
  readonly said?: ReadonlySet<string> | undefined;
}

/** A part of which it is known which neurons fire for it. */
export interface CodedComponent extends QueryComponent {
  readonly code: Code;
}
