import { seededRandom } from '#platform';
import type { Compared, Estimate } from './contract.js';

const resamples = 1_000;

/** Mean with its 95 % percentile-bootstrap interval (Efron 1979): 1,000 seeded resamples; zeros for no values. */
export function estimate(values: readonly number[]): Estimate {
  if (values.length === 0) return { mean: 0, low: 0, high: 0 };
  const random = seededRandom(values.length);
  const mean = (draw: (i: number) => number): number =>
    values.reduce((sum, _, i) => sum + (values[draw(i)] ?? 0), 0) / values.length;
  const means = Float64Array.from({ length: resamples }, () =>
    mean(() => Math.floor(random() * values.length)),
  ).sort();
  return {
    mean: mean((i) => i),
    low: means[Math.floor(resamples * 0.025)] ?? 0,
    high: means[Math.ceil(resamples * 0.975) - 1] ?? 0,
  };
}

/** Both sides and candidate less serving, query by query; null for no values. */
export function compared(serving: readonly number[], candidate: readonly number[]): Compared | null {
  if (serving.length === 0) return null;
  return {
    serving: estimate(serving),
    candidate: estimate(candidate),
    difference: estimate(candidate.map((value, i) => value - (serving[i] ?? 0))),
  };
}
