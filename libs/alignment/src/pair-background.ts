/** Similarities of this catalogue's pairs, sorted: what a new pair is compared with. */
export interface PairBackground {
  /** A product's picture with its own description. */
  readonly truePairs: Float64Array;
  /** A product's picture with the description of another product. */
  readonly shuffledPairs: Float64Array;
}

/** A product's first description passage with the pictures that it should fit; `family` joins variants. */
export interface DescribedProduct {
  readonly family: string;
  readonly text: Float32Array;
  readonly pictures: readonly Float32Array[];
}

/**
 * Compares every picture with its own text and with the texts of `shifts` other products,
 * variants of the same product left out of the shuffled side.
 *
 * @param similarity of two centred vectors
 */
export function pairBackground(
  products: readonly DescribedProduct[],
  similarity: (picture: Float32Array, text: Float32Array) => number,
  shifts = 5,
): PairBackground {
  const truePairs: number[] = [];
  const shuffledPairs: number[] = [];
  products.forEach((product, at) => {
    for (const picture of product.pictures) {
      truePairs.push(similarity(picture, product.text));
      for (let shift = 1; shift <= shifts; shift += 1) {
        // Steps that share no factor with most sizes spread the partners over the whole sample.
        const other = products[(at + shift * 37 + 1) % products.length];
        if (other && other.family !== product.family) shuffledPairs.push(similarity(picture, other.text));
      }
    }
  });
  return {
    truePairs: Float64Array.from(truePairs).sort(),
    shuffledPairs: Float64Array.from(shuffledPairs).sort(),
  };
}

/** Share of the sorted values that lie below `value`, 0..100; ties count half. */
export function percentile(sorted: Float64Array, value: number): number {
  if (sorted.length === 0) return 0;
  const below = bound(sorted, (entry) => entry < value);
  const notAbove = bound(sorted, (entry) => entry <= value);
  return (100 * (below + notAbove)) / (2 * sorted.length);
}

/** How many leading entries fulfil a condition that holds up to some place and not after it. */
function bound(sorted: Float64Array, holds: (entry: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

export type Verdict = 'fits' | 'unclear' | 'does-not-fit';

/**
 * A pair fits when it aligns better than nine in ten wrong pairs and is not among the weakest tenth of the right
 * ones; it does not when it is weaker than 95 % of the right ones and no better than most wrong ones.
 */
export function verdictOf(percentileAmongTrue: number, percentileAmongShuffled: number): Verdict {
  if (percentileAmongTrue >= 10 && percentileAmongShuffled >= 90) return 'fits';
  if (percentileAmongTrue < 5 && percentileAmongShuffled < 90) return 'does-not-fit';
  return 'unclear';
}
