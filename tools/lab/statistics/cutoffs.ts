import { areaUnderCurve, bootstrapOfTwo, type Estimate } from '#platform';

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

/** Area under the ROC curve with its 95 % interval: both sides are drawn anew. */
export function separationEstimate(right: readonly number[], wrong: readonly number[]): Estimate {
  const at = (values: readonly number[], places: readonly number[]): number[] =>
    places.map((place) => values[place]!);
  return bootstrapOfTwo([right.length, wrong.length], (ours, theirs) =>
    areaUnderCurve(at(right, ours), at(wrong, theirs)),
  );
}
