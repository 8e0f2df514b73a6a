interface Mutable<T> {
  readonly length: number;
  [place: number]: T;
}

/** Puts the items in random order, where they are (Fisher and Yates). */
export function shuffle<T>(items: Mutable<T>, random: () => number): void {
  for (let i = items.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    const moved = items[i] as T;
    items[i] = items[j] as T;
    items[j] = moved;
  }
}

/**
 * One-sided p-values of a permutation test, the observed order counted among the shuffled ones.
 *
 * @param observed one figure or several, each tested by itself
 * @param shuffled the same figures of data in a new random order
 * @param tolerance figures that are less by no more than this count as equal
 */
export function permutationP(
  observed: ArrayLike<number>,
  shuffled: () => ArrayLike<number>,
  permutations: number,
  tolerance = 0,
): Float64Array {
  const reached = new Uint32Array(observed.length);
  for (let turn = 0; turn < permutations; turn += 1) {
    const figures = shuffled();
    for (let i = 0; i < observed.length; i += 1)
      if ((figures[i] as number) >= (observed[i] as number) - tolerance)
        reached[i] = (reached[i] as number) + 1;
  }
  return Float64Array.from(reached, (count) => (count + 1) / (permutations + 1));
}
