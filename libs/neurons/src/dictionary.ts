import type { Modality } from '#encoder';

/** What kind of property a neuron stands for: the same words and colours everywhere. */
export type Facet =
  'category' | 'colour' | 'material' | 'pattern' | 'style' | 'occasion' | 'part' | 'fit' | 'finish' | 'use';

/** One term of a name of two: a quality ("black") or the category after it ("handbag"). */
export interface NameTerm {
  readonly name: string;
  readonly facet: Facet;
}

/** Who proposed a name: the vocabulary's own words, the copy of the products that fire most, or their attributes. */
export type Witness = 'vocabulary' | 'copy' | 'attributes';

/** How well a unit's activation finds the products that have a property, in one modality. */
export interface NameDetection {
  /** Products that have the property. */
  readonly positives: number;
  /** Chance that a product with the property makes the unit fire more than one without it; ties count half. */
  readonly auc: number;
  /** Share of products with and without the property for which the unit fires at least as strongly as was asked. */
  readonly firesWith: number;
  readonly firesWithout: number;
}

/** What speaks for a name: who proposed it, and how well the neuron finds what it says, on products that the naming did not see. */
export interface NameSupport {
  readonly witnesses: readonly Witness[];
  readonly image?: NameDetection | undefined;
  readonly text?: NameDetection | undefined;
}

/** One unit of a dictionary. */
export interface Neuron {
  readonly id: number;
  readonly name: string | null;
  readonly facet: Facet | null;
  /** Of a name of two terms. */
  readonly parts?: readonly NameTerm[] | undefined;
  /** Probability 0..1 that the name is right; for words of the dictionary of words, what was measured for them. */
  readonly confidence: number;
  /** Touches people (gender, skin, age, religion, body): never in a shopper's sentence. */
  readonly sensitive: boolean;
  /** Of the dictionary's own name, where it was measured. */
  readonly evidence?: NameSupport;
  /** Its name in the language that was asked for, where there is one. */
  readonly localName?: string;
  /** A person hid it: no answer shows its name, and it is no reason. Its contribution stays in the sum. */
  readonly hidden?: true;
  /** A person keeps it out of reasons, or out of ranking and so of reasons. */
  readonly excludedFrom?: 'reasons' | 'ranking';
}

/**
 * An atom shows a neuron where it fires at least so strongly: names are measured at this strength, and a reason needs it.
 * Weaker firings stay in the sums.
 */
export const leastActive = 0.15;

/** A name below this confidence is not sure enough for shoppers and merchants. */
export const namingBar = 0.6;

/** Which neurons fire and how strongly; `neurons[i]` fires with `activations[i]` > 0. */
export interface Code {
  readonly neurons: Int32Array;
  readonly activations: Float32Array;
}

/**
 * The neurons of one encoder (docs/neurons.md, sections 1.4, 3 and 7).
 * For a code a of q: q = sum_k a[k] d[k] + r, with the remainder r.
 */
export abstract class NeuronDictionary {
  /** Names kind, version and encoder: part of a generation. */
  abstract readonly id: string;
  abstract readonly kind: 'words' | 'trained';
  abstract readonly size: number;
  /** Sparse non-negative code of a centred vector. */
  abstract code(vector: Float32Array, modality: Modality): Code;
  /** The remainder r of a coded vector. */
  abstract remainder(vector: Float32Array, code: Code, modality: Modality): Float32Array;
  /** d[k] as vectors of this modality hold it, unit length. @throws {RangeError} for a number that no neuron has. */
  abstract direction(neuron: number, modality: Modality): Float32Array;
  abstract neuron(id: number): Neuron;

  /** The neuron under whose name this one is shown: itself, unless a person merged it into another. */
  shownAs(neuron: number): number {
    return neuron;
  }

  /** A code as it is shown: merged neurons fire as one, with the sum of their activations. */
  shownCode(code: Code): Code {
    return code;
  }

  /** A query's vector without what the shop excludes from ranking; the same object where that is nothing. */
  withoutExcluded(vector: Float32Array): Float32Array {
    return vector;
  }
}

/** Codes of atoms, computed once and stored (table activation), else computed now. */
export abstract class AtomCodes {
  /** Code by content hash, for the atoms given. */
  abstract of(atoms: readonly { contentHash: string; modality: Modality }[]): Promise<Map<string, Code>>;
}
