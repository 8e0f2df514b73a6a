import type { Firing } from './survey.js';

/** One bar of a histogram: activations from `from` (included) to `to` (not included, but for the last bar). */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** A tenth of the firings by rank: 1 the weakest, 10 the strongest. */
export interface Decile {
  readonly decile: number;
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly samples: readonly Firing[];
}

/** Equal bins from 0 to the strongest activation; none where it never fires. */
export function histogram(firings: readonly Firing[], bins: number): Bin[] {
  const most = firings.reduce((so, { activation }) => Math.max(so, activation), 0);
  if (most === 0) return [];
  const counts = new Array<number>(bins).fill(0);
  for (const { activation } of firings) {
    const bin = Math.min(bins - 1, Math.floor((activation / most) * bins));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((count, bin) => ({ from: (most * bin) / bins, to: (most * (bin + 1)) / bins, count }));
}

/**
 * Samples from every tenth of the firings, the strongest tenth first: not only what flatters a name. They stand at
 * equal distances of rank within their tenth, so they are the same ones each time. A tenth without firings is left out.
 *
 * @param firings the strongest first
 * @param samples at most so many of each tenth
 */
export function deciles(firings: readonly Firing[], samples: number): Decile[] {
  return Array.from({ length: 10 }, (_, nth) => {
    const own = firings.slice(
      Math.floor((nth * firings.length) / 10),
      Math.floor(((nth + 1) * firings.length) / 10),
    );
    const count = Math.min(samples, own.length);
    return {
      decile: 10 - nth,
      from: own.at(-1)?.activation ?? 0,
      to: own[0]?.activation ?? 0,
      count: own.length,
      samples: Array.from(
        { length: count },
        (_, place) => own[Math.floor(((place + 0.5) * own.length) / count)],
      ).filter((firing) => firing !== undefined),
    };
  }).filter(({ count }) => count > 0);
}
