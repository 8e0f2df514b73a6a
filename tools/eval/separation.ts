import { seededRandom } from '#platform';
import type { Estimate } from './metrics.js';

/** Share of (right, wrong) pairs in which the right one has more; ties count half (area under the ROC curve). */
export function separation(right: readonly number[], wrong: readonly number[]): number {
  const [ours, theirs] = [right, wrong].map((values) => [...values].sort((a, b) => a - b)) as [
    number[],
    number[],
  ];
  let [below, upTo, wins] = [0, 0, 0];
  for (const value of ours) {
    while (below < theirs.length && theirs[below]! < value) below += 1;
    while (upTo < theirs.length && theirs[upTo]! <= value) upTo += 1;
    wins += below + (upTo - below) / 2;
  }
  return wins / (ours.length * theirs.length);
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

const resamples = 1000;

/** {@link separation} with its 95 % percentile-bootstrap interval: both sides are drawn anew 1,000 times, seeded. */
export function separationEstimate(right: readonly number[], wrong: readonly number[]): Estimate {
  const random = seededRandom(right.length + wrong.length);
  const drawn = (values: readonly number[]): number[] =>
    values.map(() => values[Math.floor(random() * values.length)]!);
  const means = Array.from({ length: resamples }, () => separation(drawn(right), drawn(wrong)));
  means.sort((a, b) => a - b);
  return {
    mean: separation(right, wrong),
    low: means[Math.floor(resamples * 0.025)]!,
    high: means[Math.ceil(resamples * 0.975) - 1]!,
  };
}
