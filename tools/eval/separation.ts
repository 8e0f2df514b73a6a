/** Share of (right, wrong) pairs in which the right one has more; ties count half (area under the ROC curve). */
export function separation(right: readonly number[], wrong: readonly number[]): number {
  let wins = 0;
  for (const a of right) for (const b of wrong) wins += a > b ? 1 : a === b ? 0.5 : 0;
  return wins / (right.length * wrong.length);
}

/** Share of the values that reach the cut-off. */
export function share(values: readonly number[], cutoff: number): number {
  return values.filter((value) => value >= cutoff).length / values.length;
}

/** The least cut-off that at most the given share of the values reaches. */
export function cutoffReachedBy(values: readonly number[], most: number): number {
  const falling = [...values].sort((a, b) => b - a);
  const last = falling[Math.floor(falling.length * most)];
  // Just above the first value that must not reach it.
  return last === undefined ? falling.at(-1)! : last + 1e-9;
}
