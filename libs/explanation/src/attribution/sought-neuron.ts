import { dot, type Embedder, type Modality } from '#encoder';
import type { NeuronDictionary } from '#neurons';
import { activationOf } from '../reasons/reasons.js';
import type { AttributionRequest } from './contract.js';
import { checkNeuron } from './sought.js';

/** One neuron, read with the direction of each modality. */
export interface Sought {
  readonly encoder: Embedder;
  readonly dictionary: NeuronDictionary;
  readonly neuron: number;
  readonly direction: (own: Modality) => Float32Array;
  readonly key: string;
}

/** @throws {ProblemError} 404 for a neuron that the dictionary does not have. */
export function seek(
  encoder: Embedder,
  dictionary: NeuronDictionary,
  { neuron, modality }: Pick<AttributionRequest, 'neuron' | 'modality'>,
): Sought {
  checkNeuron(dictionary, neuron);
  const directions = {
    image: dictionary.direction(neuron, modality ?? 'image'),
    text: dictionary.direction(neuron, modality ?? 'text'),
  };
  return {
    encoder,
    dictionary,
    neuron,
    direction: (own) => directions[own],
    key: [dictionary.id, encoder.model, encoder.centringId, neuron, modality ?? 'own'].join(' '),
  };
}

/** How strongly the neuron fires for a vector, and the vector's inner product with its direction. */
export function fires(
  { dictionary, neuron, direction }: Sought,
  vector: Float32Array,
  modality: Modality,
): { activation: number; projection: number } {
  return {
    activation: activationOf(dictionary.code(vector, modality), neuron),
    projection: dot(direction(modality), vector),
  };
}
