import { dot, norm } from '#encoder';
import type { Facet, NeuronDictionary } from '#neurons';

/** Facets of which a product has one value at a time, so that a word for another value replaces the picture's. */
const exchangeable: readonly Facet[] = ['colour', 'material', 'pattern'];

/** Words that fire less for the text than this are not taken as named by it. */
const leastNamed = 0.2;
/** The subspace of a facet has at most this many dimensions; the words' directions hardly leave it. */
const mostDimensions = 12;
/** A direction whose part outside the subspace so far is shorter than this adds nothing to it. */
const leastNew = 0.3;

/**
 * "This, but in blue" (neurons.md, section 9): where the words of a query name a value of a facet, the facet is taken
 * out of the picture's vector, by projecting it off the subspace that the facet's words span in the dictionary.
 * The words then bring their own value in. Linear, so every identity of the score holds for the vector that results.
 */
export class FacetSubstitution {
  private readonly members = new Map<Facet, readonly number[]>();
  private readonly bases = new Map<Facet, readonly Float32Array[]>();

  constructor(private readonly dictionary: NeuronDictionary) {
    for (const facet of exchangeable) {
      const ids = Array.from({ length: dictionary.size }, (_, id) => id);
      this.members.set(
        facet,
        ids.filter((id) => dictionary.neuron(id).facet === facet),
      );
    }
  }

  /** The picture's vector without the facets that the text names a value of; the same vector when it names none. */
  apply(picture: Float32Array, text: Float32Array): Float32Array {
    const named = this.namedFacets(text);
    if (named.length === 0) return picture;
    return without(
      picture,
      spanOf(
        named.flatMap((facet) => this.basis(facet)),
        named.length * mostDimensions,
        1e-3,
      ),
    );
  }

  private namedFacets(text: Float32Array): Facet[] {
    const { neurons, activations } = this.dictionary.code(text, 'text');
    const strong = new Set(neurons.filter((_, at) => (activations[at] ?? 0) >= leastNamed));
    return exchangeable.filter((facet) => this.members.get(facet)?.some((id) => strong.has(id)));
  }

  private basis(facet: Facet): readonly Float32Array[] {
    const known = this.bases.get(facet);
    if (known) return known;
    const directions = (this.members.get(facet) ?? []).map((id) => this.dictionary.direction(id, 'image'));
    const basis = spanOf(directions, mostDimensions, leastNew);
    this.bases.set(facet, basis);
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
