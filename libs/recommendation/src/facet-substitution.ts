import { dot, norm } from '#encoder';
import type { Facet, Neuron, NeuronDictionary } from '#neurons';

/** Facets of which a product has one value at a time, so that a word for another value replaces the picture's. */
const oneValued: readonly Facet[] = ['colour', 'material', 'pattern'];

/** Says what a neuron's value is exchanged with: neurons of one group are values of one thing; undefined for none. */
export type Exchange = (neuron: Pick<Neuron, 'name' | 'facet'>) => string | undefined;

/** Values of one facet, where a product has one of it at a time. */
export const byFacet: Exchange = ({ facet }) =>
  facet !== null && oneValued.includes(facet) ? facet : undefined;

/**
 * As {@link byFacet}, and parts of one kind: a product has many parts, but long sleeves or short ones, a high heel or a
 * block heel. The kind is the last word of the name.
 */
export const byFacetAndGarmentPart: Exchange = (neuron) => {
  const kind = neuron.facet === 'part' ? neuron.name?.split(/[\s-]/).at(-1)?.replace(/s$/, '') : undefined;
  return byFacet(neuron) ?? (kind === undefined ? undefined : `part ${kind}`);
};

/** Words that fire less for the text than this are not taken as named by it. */
const leastNamed = 0.2;
/** The subspace of a facet has at most this many dimensions; the words' directions hardly leave it. */
const mostDimensions = 12;
/** A direction whose part outside the subspace so far is shorter than this adds nothing to it. */
const leastNew = 0.3;

/**
 * "This, but in blue" (docs/neurons.md, section 9): where the words of a query name a value of a facet, the facet is taken
 * out of the picture's vector, by projecting it off the subspace that the facet's words span in the dictionary.
 * The words then bring their own value in. Linear, so every identity of the score holds for the vector that results.
 */
export class FacetSubstitution {
  /** Group -> its neurons; a group of one has nothing to be exchanged with. */
  private readonly members: ReadonlyMap<string, readonly number[]>;
  private readonly bases = new Map<string, readonly Float32Array[]>();

  constructor(
    private readonly dictionary: NeuronDictionary,
    exchange: Exchange = byFacetAndGarmentPart,
  ) {
    const members = new Map<string, number[]>();
    for (let id = 0; id < dictionary.size; id += 1) {
      const group = exchange(dictionary.neuron(id));
      if (group !== undefined) members.set(group, [...(members.get(group) ?? []), id]);
    }
    this.members = new Map([...members].filter(([, ids]) => ids.length > 1));
  }

  /** The picture's vector without the facets that the text names a value of; the same vector when it names none. */
  apply(picture: Float32Array, text: Float32Array): Float32Array {
    const named = this.namedGroups(text);
    if (named.length === 0) return picture;
    return without(
      picture,
      spanOf(
        named.flatMap((group) => this.basis(group)),
        named.length * mostDimensions,
        1e-3,
      ),
    );
  }

  private namedGroups(text: Float32Array): string[] {
    const { neurons, activations } = this.dictionary.code(text, 'text');
    const strong = new Set(neurons.filter((_, at) => (activations[at] ?? 0) >= leastNamed));
    return [...this.members].flatMap(([group, ids]) => (ids.some((id) => strong.has(id)) ? group : []));
  }

  private basis(group: string): readonly Float32Array[] {
    const known = this.bases.get(group);
    if (known) return known;
    const directions = (this.members.get(group) ?? []).map((id) => this.dictionary.direction(id, 'image'));
    const basis = spanOf(directions, mostDimensions, leastNew);
    this.bases.set(group, basis);
    return basis;
  }
}

/**
 * An orthonormal basis of the main directions of a set of vectors (Gram-Schmidt, the farthest one first).
 *
 * @param least a vector whose part outside the basis is shorter than this ends the search
 */
export function spanOf(vectors: readonly Float32Array[], most: number, least: number): Float32Array[] {
  const basis: Float32Array[] = [];
  let open: Float32Array[] = vectors.map((vector) => Float32Array.from(vector));
  while (basis.length < most) {
    const lengths = open.map(norm);
    const farthest = lengths.indexOf(Math.max(...lengths));
    const next = open[farthest];
    const length = lengths[farthest] ?? 0;
    if (!next || length < least) break;
    const unit = next.map((value) => value / length);
    basis.push(unit);
    open = open.map((vector) => subtract(vector, unit, dot(vector, unit)));
  }
  return basis;
}

/** A unit vector with its part in the span of an orthonormal basis taken out, at unit length again. */
export function without(vector: Float32Array, basis: readonly Float32Array[]): Float32Array {
  const left = basis.reduce((rest, unit) => subtract(rest, unit, dot(rest, unit)), vector);
  const length = norm(left);
  return length > 1e-6 ? left.map((value) => value / length) : vector;
}

function subtract(vector: Float32Array, unit: Float32Array, amount: number): Float32Array {
  return vector.map((value, at) => value - amount * (unit[at] ?? 0));
}
