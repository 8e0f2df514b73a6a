import { estimate } from '#platform';
import type { Compared, Estimate } from './contract.js';

/** The mean with its interval; zeros for no values. */
export function estimateOrZeros(values: readonly number[]): Estimate {
  return values.length === 0 ? { mean: 0, low: 0, high: 0 } : estimate(values);
}

/** Both sides and standby less serving, query by query; null for no values. */
export function compared(serving: readonly number[], standby: readonly number[]): Compared | null {
  if (serving.length === 0) return null;
  return {
    serving: estimate(serving),
    standby: estimate(standby),
    difference: estimate(standby.map((value, i) => value - (serving[i] ?? 0))),
  };
}
