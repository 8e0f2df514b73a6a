import { NeuronDictionary, type Code, type Neuron } from '#neurons';

const dimension = 8;
const mostActive = 4;

/** A number from -1 to 1 that is always the same for the same place (a round of murmur3's mixing). */
const noise = (place: number): number => {
  let mixed = Math.imul(place + 1, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 31 - 1;
};

/** Directions at random, other ones for each modality; it fires where a vector points along. */
export class RandomDictionary extends NeuronDictionary {
  readonly kind = 'trained';

  constructor(
    readonly id = 'random',
    readonly size = 16,
    private readonly neurons: Readonly<Record<number, Partial<Neuron>>> = {},
  ) {
    super();
  }

  code(vector: Float32Array, modality: 'image' | 'text'): Code {
    const fires = Array.from({ length: this.size }, (_, neuron) => {
      const direction = this.direction(neuron, modality);
      return { neuron, activation: vector.reduce((sum, x, i) => sum + x * (direction[i] ?? 0), 0) };
    })
      .filter(({ activation }) => activation > 0)
      .sort((a, b) => b.activation - a.activation)
      .slice(0, mostActive);
    return {
      neurons: Int32Array.from(fires, ({ neuron }) => neuron),
      activations: Float32Array.from(fires, ({ activation }) => activation),
    };
  }

  remainder(vector: Float32Array, code: Code, modality: 'image' | 'text'): Float32Array {
    const left = Float32Array.from(vector);
    code.neurons.forEach((neuron, at) =>
      this.direction(neuron, modality).forEach((d, i) => (left[i]! -= d * code.activations[at]!)),
    );
    return left;
  }

  direction(neuron: number, modality: 'image' | 'text'): Float32Array {
    this.neuron(neuron);
    const start = (neuron * 2 + (modality === 'image' ? 0 : 1)) * dimension;
    const raw = Array.from({ length: dimension }, (_, i) => noise(start + i));
    const length = Math.hypot(...raw);
    return Float32Array.from(raw, (x) => x / length);
  }

  neuron(id: number): Neuron {
    if (!Number.isInteger(id) || id < 0 || id >= this.size) throw new RangeError(`no neuron ${id}`);
    return {
      id,
      name: `word ${id}`,
      facet: 'colour',
      confidence: 0.7,
      sensitive: false,
      ...this.neurons[id],
    };
  }
}
