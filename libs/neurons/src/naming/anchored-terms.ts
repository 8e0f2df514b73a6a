import { dot } from '#encoder';
import type { NeuronDictionary } from '../dictionary.js';

/** Packing moves a direction by less than this leaves. */
const sameCosine = 0.999;

/**
 * Which units of a dictionary are held at the direction of a word (ADR 12): both of their directions are one, and it is
 * the word's.
 *
 * @param directions of terms; need not be of unit length
 * @returns for each unit the place of its term, undefined for one that is held at none
 */
export function anchoredTerms(
  dictionary: Pick<NeuronDictionary, 'size' | 'direction'>,
  directions: readonly Float32Array[],
): (number | undefined)[] {
  const lengths = directions.map((direction) => Math.sqrt(dot(direction, direction)));
  return Array.from({ length: dictionary.size }, (_, unit) => {
    const own = dictionary.direction(unit, 'text');
    const pictured = dictionary.direction(unit, 'image');
    if (own.some((x, j) => x !== pictured[j])) return undefined;
    let best: { readonly term: number; readonly cosine: number } | undefined;
    directions.forEach((direction, term) => {
      const cosine = dot(own, direction) / (lengths[term] || 1);
      if (cosine >= sameCosine && cosine > (best?.cosine ?? 0)) best = { term, cosine };
    });
    return best?.term;
  });
}
