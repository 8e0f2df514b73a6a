import { norm } from '#encoder';
import type { NeuronDictionary } from '../dictionary.js';

/** What is left of a direction that the others hold already is rounding. */
const leastNew = 1e-4;

/**
 * The neurons that a shop excludes from ranking: their directions, as both modalities hold them, are projected out of
 * every query. That is linear, so every identity of a score holds for what is left.
 */
export class ExcludedNeurons {
  private readonly basis: readonly Float64Array[];

  constructor(
    dictionary: NeuronDictionary,
    private readonly neurons: ReadonlySet<number>,
  ) {
    const basis: Float64Array[] = [];
    for (const neuron of neurons)
      for (const modality of ['image', 'text'] as const) {
        const left = Float64Array.from(dictionary.direction(neuron, modality));
        // Twice: Gram-Schmidt loses orthogonality to rounding in the first round (Giraud et al. 2005).
        for (let round = 0; round < 2; round += 1) for (const unit of basis) takeOff(left, unit);
        const length = Math.sqrt(left.reduce((sum, x) => sum + x * x, 0));
        if (length > leastNew) basis.push(left.map((x) => x / length));
      }
    this.basis = basis;
  }

  has(neuron: number): boolean {
    return this.neurons.has(neuron);
  }

  get none(): boolean {
    return this.neurons.size === 0;
  }

  /** The vector without its part in the span of the excluded directions; not scaled again. */
  takenOut(vector: Float32Array): Float32Array {
    if (this.none) return vector;
    const left = Float64Array.from(vector);
    for (const unit of this.basis) takeOff(left, unit);
    return Float32Array.from(left);
  }
}

/** Whether nothing is left of a vector but rounding. */
export function isNothing(vector: Float32Array): boolean {
  return norm(vector) < 1e-6;
}

function takeOff(vector: Float64Array, unit: Float64Array): void {
  let along = 0;
  for (let i = 0; i < vector.length; i += 1) along += (vector[i] ?? 0) * (unit[i] ?? 0);
  for (let i = 0; i < vector.length; i += 1) vector[i] = (vector[i] ?? 0) - along * (unit[i] ?? 0);
}
