import { dot, type Modality } from '#encoder';
import { remainderOf } from '../decompose.js';
import { NeuronDictionary, type Code, type Neuron } from '../dictionary.js';
import type { Parameters } from '../fit/parameters.js';
import { codeOf, firingFit, nonNegativeFit } from '../non-negative-fit.js';

/** Weaker activations do not fire. */
export const leastActivation = 0.02;

/**
 * A fitted dictionary (neurons.md, section 3). The encoder says which units fire, the same for both modalities; how
 * strongly is the non-negative least-squares fit of their directions in the vector's own modality, which explains more
 * of the vector than the encoder's own numbers (docs/neurons.md).
 */
export class TrainedDictionary extends NeuronDictionary {
  readonly kind = 'trained';
  private readonly strengths: Float32Array;

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
    this.strengths = new Float32Array(parameters.units);
  }

  get size(): number {
    return this.parameters.units;
  }

  code(vector: Float32Array, modality: Modality): Code {
    const chosen = this.strongest(vector);
    const directions = new Map(chosen.map((k) => [k, this.direction(k, modality)]));
    const own = new Map(chosen.map((k) => [k, dot(directions.get(k) ?? vector, vector)]));
    const gram = (k: number, l: number): number =>
      k === l ? 1 : dot(directions.get(k) ?? vector, directions.get(l) ?? vector);
    const ownOf = (k: number): number => own.get(k) ?? 0;
    return codeOf(firingFit(nonNegativeFit(chosen, gram, ownOf), leastActivation, gram, ownOf));
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
    const { units, dimension, encoder, bias } = this.parameters;
    const best: number[] = [];
    for (let k = 0; k < units; k += 1) {
      const strength =
        dot(encoder.subarray(k * dimension, (k + 1) * dimension), vector) + (bias[k] as number);
      this.strengths[k] = strength;
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
