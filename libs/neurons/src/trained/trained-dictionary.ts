import { dot, dotTwoRows, type Modality } from '#encoder';
import { remainderOf } from '../remainder.js';
import { NeuronDictionary, type Code, type Neuron } from '../dictionary.js';
import type { Parameters } from '../fit/parameters.js';
import { codeOf, firingFit, nonNegativeFit } from '../non-negative-fit.js';

/** Weaker activations do not fire. */
export const leastActivation = 0.02;

/**
 * A fitted dictionary (docs/neurons.md, section 3). The encoder says which units fire, the same for both modalities; how
 * strongly is the non-negative least-squares fit of their directions in the vector's own modality, which explains more
 * of the vector than the encoder's own numbers.
 */
export class TrainedDictionary extends NeuronDictionary {
  readonly kind = 'trained';
  private readonly strengths: Float64Array;
  private readonly products = new Float64Array(2);

  /** @param neurons one a unit, in order */
  constructor(
    readonly id: string,
    readonly parameters: Parameters,
    readonly active: number,
    private readonly neurons: readonly Neuron[],
  ) {
    super();
    if (neurons.length !== parameters.units)
      throw new RangeError(`${neurons.length} names for ${parameters.units} units`);
    this.strengths = new Float64Array(parameters.units);
  }

  get size(): number {
    return this.parameters.units;
  }

  code(vector: Float32Array, modality: Modality): Code {
    const chosen = this.strongest(vector);
    const directions = chosen.map((k) => this.direction(k, modality));
    const own = directions.map((direction) => dot(direction, vector));
    // Each product once: the fit is done again for each unit that it drops.
    const grams = directions.map((one, i) => directions.slice(0, i).map((other) => dot(one, other)));
    const gram = (i: number, j: number): number =>
      i === j ? 1 : (grams[Math.max(i, j)]?.[Math.min(i, j)] ?? 0);
    const ownOf = (i: number): number => own[i] ?? 0;
    const fit = firingFit(nonNegativeFit([...chosen.keys()], gram, ownOf), leastActivation, gram, ownOf);
    return codeOf({ chosen: fit.chosen.map((i) => chosen[i] as number), values: fit.values });
  }

  remainder(vector: Float32Array, code: Code, modality: Modality): Float32Array {
    return remainderOf(this, vector, code, modality);
  }

  direction(neuron: number, modality: Modality): Float32Array {
    this.neuron(neuron);
    const { dimension, decoders } = this.parameters;
    return decoders[modality].subarray(neuron * dimension, (neuron + 1) * dimension);
  }

  neuron(id: number): Neuron {
    const neuron = this.neurons[id];
    if (!neuron) throw new RangeError(`there is no neuron ${id} among ${this.size}`);
    return neuron;
  }

  /** The units that the encoder lets fire most, at most `active`, the strongest first. */
  private strongest(vector: Float32Array): number[] {
    const { units, encoder, bias } = this.parameters;
    const best: number[] = [];
    for (let k = 0; k < units; k += 2) {
      const next = Math.min(k + 1, units - 1);
      dotTwoRows(encoder, k, next, vector, this.products);
      this.strengths[k] = (this.products[0] as number) + (bias[k] as number);
      this.strengths[next] = (this.products[1] as number) + (bias[next] as number);
    }
    for (let k = 0; k < units; k += 1) {
      const strength = this.strengths[k] as number;
      const last = best.at(-1);
      if (strength <= 0 || (best.length === this.active && strength <= (this.strengths[last ?? 0] as number)))
        continue;
      if (best.length === this.active) best.pop();
      const place = best.findIndex((other) => (this.strengths[other] as number) < strength);
      best.splice(place < 0 ? best.length : place, 0, k);
    }
    return best;
  }
}
