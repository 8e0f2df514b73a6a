import type { Modality } from '#encoder';
import type { Code, NeuronDictionary } from './dictionary.js';

/** What a code leaves open of its vector: r = q - sum_k a[k] d[k]. */
export function remainderOf(
  dictionary: Pick<NeuronDictionary, 'direction'>,
  vector: Float32Array,
  code: Code,
  modality: Modality,
): Float32Array {
  const open = Float64Array.from(vector);
  code.neurons.forEach((neuron, i) => {
    const direction = dictionary.direction(neuron, modality);
    const activation = code.activations[i] ?? 0;
    for (let j = 0; j < open.length; j += 1) open[j] = (open[j] ?? 0) - activation * (direction[j] ?? 0);
  });
  return Float32Array.from(open);
}
