import type { NeuronDictionary } from '#neurons';
import type { CodedComponent } from '#explanation';
import { ProblemError } from '#platform';

/** Which way a neuron was steered: turned by hand, or as the answer to a question; the words of a sentence differ. */
export type SteerSource = 'steer' | 'answer';

/** One neuron turned up or down. */
export interface SteeredNeuron {
  readonly neuron: number;
  /** Negative turns it down; 1 counts as much as the whole rest of the query. */
  readonly weight: number;
  readonly source: SteerSource;
}

/**
 * Steered neurons as components of the query (docs/neurons.md, section 9): each adds weight * d[k], and nothing else. Its code is exactly
 * that neuron, so nothing of it is left open. They are not scaled with the other parts: steering means the same whatever
 * else is asked.
 *
 * @param field where the steered neurons stand in the request, for the error
 * @throws {ProblemError} 400 for a neuron that the dictionary does not have, or that the shop excludes from ranking.
 */
export function steeredComponents(
  steered: readonly SteeredNeuron[],
  dictionary: NeuronDictionary,
  field = 'query.steer',
): CodedComponent[] {
  return steered.flatMap(({ neuron, weight, source }, at) => {
    if (neuron >= dictionary.size)
      throw ProblemError.field(
        `${field}.${at}.neuron`,
        `there is no neuron ${neuron} in ${dictionary.id}`,
        `give a number from 0 to ${dictionary.size - 1}; GET /v1/neurons lists them`,
      );
    if (dictionary.neuron(neuron).excludedFrom === 'ranking')
      throw ProblemError.field(
        `${field}.${at}.neuron`,
        `the shop keeps neuron ${neuron} out of ranking`,
        'leave it out',
      );
    if (weight === 0) return [];
    return {
      source,
      modality: 'text' as const,
      weight,
      vector: Float32Array.from(dictionary.direction(neuron, 'text')),
      code: { neurons: Int32Array.of(neuron), activations: Float32Array.of(1) },
    };
  });
}
