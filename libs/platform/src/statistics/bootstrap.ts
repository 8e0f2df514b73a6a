import { mean } from './quantiles.js';
import { seededRandom } from './seeded-random.js';

/** A figure with the bounds of its 95 % interval. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface Resampling {
  /** How often is drawn anew. */
  readonly resamples?: number;
  /** The same seed gives the same interval; by default the number of items. */
  readonly seed?: number;
}

/**
 * A statistic with its 95 % percentile-bootstrap interval (Efron 1979).
 *
 * @param statistic of the items at these places: first of all of them, then of as many drawn with replacement
 */
export function bootstrap(
  count: number,
  statistic: (places: readonly number[]) => number,
  resampling: Resampling = {},
): Estimate {
  return bootstrapOfTwo([count, 0], statistic, resampling);
}

/** {@link bootstrap} of a statistic of two samples, each drawn anew by itself. */
export function bootstrapOfTwo(
  counts: readonly [number, number],
  statistic: (places: readonly number[], others: readonly number[]) => number,
  { resamples = 1000, seed = counts[0] + counts[1] }: Resampling = {},
): Estimate {
  const random = seededRandom(seed);
  const [places, others] = counts.map((count) => Array.from({ length: count }, (_, i) => i)) as [
    number[],
    number[],
  ];
  const drawn = (all: readonly number[]): number[] => all.map(() => Math.floor(random() * all.length));
  const values = Float64Array.from({ length: resamples }, () => statistic(drawn(places), drawn(others)));
  values.sort();
  return {
    mean: statistic(places, others),
    low: values[Math.floor(resamples * 0.025)] as number,
    high: values[Math.ceil(resamples * 0.975) - 1] as number,
  };
}

/**
 * The mean with its 95 % percentile-bootstrap interval.
 *
 * @throws {RangeError} for no values
 */
export function estimate(values: readonly number[]): Estimate {
  if (values.length === 0) throw new RangeError('no values to estimate from');
  return bootstrap(values.length, (places) => mean(places.map((place) => values[place] as number)));
}
