import type { Channel, Modality } from '#encoder';
import type { Listing } from '#catalogue';
import type { Code } from '#neurons';

/** A coded atom, before it is part of a survey. */
export interface CodedAtomOf {
  /** Place of its product in the survey. */
  readonly product: number;
  readonly channel: Channel;
  readonly position: number;
  readonly code: Code;
}

/** Where a neuron fires: `activations[i]` > 0 for the atom with the number `atoms[i]`. */
export interface Firings {
  readonly atoms: Int32Array;
  readonly activations: Float32Array;
}

/** One place where a neuron fires. */
export interface Firing {
  readonly atom: number;
  readonly activation: number;
}

const noFirings: Firings = { atoms: new Int32Array(), activations: new Float32Array() };

/**
 * Which neuron fires for which atom, and how strongly, over (a sample of) the catalogue: the activations of atoms turned
 * round, so that one neuron's are read without a look at the others'. 8 bytes an activation.
 */
export class Survey {
  readonly atoms: readonly Omit<CodedAtomOf, 'code'>[];
  /** Atoms of each modality. */
  readonly counts: Readonly<Record<Modality, number>>;
  private readonly starts: Int32Array;
  private readonly firings: Firings;

  /**
   * @param products in the sample
   * @param coded their atoms, those of a product by channel and position
   * @param size of the dictionary
   * @param at when it was made
   */
  constructor(
    readonly products: readonly Listing[],
    coded: readonly CodedAtomOf[],
    readonly size: number,
    readonly at: Date,
  ) {
    this.atoms = coded.map(({ product, channel, position }) => ({ product, channel, position }));
    const image = coded.filter(({ channel }) => channel === 'image').length;
    this.counts = { image, text: coded.length - image };
    const starts = new Int32Array(size + 1);
    for (const { code } of coded)
      for (const neuron of code.neurons) starts[neuron + 1] = (starts[neuron + 1] ?? 0) + 1;
    for (let neuron = 0; neuron < size; neuron += 1)
      starts[neuron + 1] = (starts[neuron + 1] ?? 0) + (starts[neuron] ?? 0);
    const total = starts[size] ?? 0;
    const next = starts.slice();
    const atoms = new Int32Array(total);
    const activations = new Float32Array(total);
    coded.forEach(({ code }, atom) =>
      code.neurons.forEach((neuron, i) => {
        const at = next[neuron] ?? 0;
        atoms[at] = atom;
        activations[at] = code.activations[i] ?? 0;
        next[neuron] = at + 1;
      }),
    );
    this.starts = starts;
    this.firings = { atoms, activations };
  }

  /** Where one neuron fires, in the order of the atoms. */
  of(neuron: number): Firings {
    const from = this.starts[neuron];
    const to = this.starts[neuron + 1];
    if (from === undefined || to === undefined) return noFirings;
    return {
      atoms: this.firings.atoms.subarray(from, to),
      activations: this.firings.activations.subarray(from, to),
    };
  }

  /** Where one neuron fires in one modality, the strongest first; equal ones in the order of the atoms. */
  strongest(neuron: number, modality: Modality): Firing[] {
    const { atoms, activations } = this.of(neuron);
    return Array.from(atoms, (atom, i) => ({ atom, activation: activations[i] ?? 0 }))
      .filter(({ atom }) => this.modality(atom) === modality)
      .sort((a, b) => b.activation - a.activation || a.atom - b.atom);
  }

  modality(atom: number): Modality {
    return this.atoms[atom]?.channel === 'image' ? 'image' : 'text';
  }
}
