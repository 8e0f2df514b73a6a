import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backgroundOf } from './background.js';
import {
  evidence,
  greatestByChance,
  matchOf,
  type BestResult,
  type Match,
  type MatchThresholds,
} from './match.js';

const reference = { count: 100, mean: 0, deviation: 0.1 };
const thresholds: MatchThresholds = {
  text: { reference, chance: 0, coverage: 2, close: 6, loose: 4 },
  image: { reference, chance: 0, coverage: 0, close: 8, loose: 6 },
};
const best = (embedded: number, coverage = 0, textShare = 1): BestResult => ({
  embedded,
  coverage,
  sources: [
    { text: textShare, image: 0 },
    { text: 0, image: 1 - textShare },
  ],
  background: reference,
  catalogue: 500,
});

it('says nothing is close where there is no result', () => {
  expect(matchOf(undefined, thresholds)).toBe('nothing-close');
});

it('takes the picture and the words of one liked product for one thing, as wide as their mean', () => {
  const liked = { ...best(0.69), sources: [{ text: 0.5, image: 0.5 }] };
  expect(matchOf(liked, thresholds)).toBe('loose');
  expect(matchOf({ ...liked, embedded: 0.701 }, thresholds)).toBe('close');
});

it.each<[Match, BestResult]>([
  ['close', best(0.601)],
  ['loose', best(0.5)],
  ['nothing-close', best(0.39)],
  ['close', best(0.45, 0.8)],
  ['loose', best(0.7, 0, 0)],
  ['nothing-close', best(0.5, 0, 0)],
  // Of both: 7 and 5 deviations of .0866, half of the variance the query's own and half that of the mean of two.
  ['close', best(0.607, 0, 0.5)],
  ['loose', best(0.605, 0, 0.5)],
  ['loose', best(0.434, 0, 0.5)],
  ['nothing-close', best(0.432, 0, 0.5)],
])('says %s for %o', (match, result) => {
  expect(matchOf(result, thresholds)).toBe(match);
});

const share = fc.double({ min: 0, max: 1, noNaN: true });

it('never says less for more evidence', () => {
  const order: Match[] = ['nothing-close', 'loose', 'close'];
  fc.assert(
    fc.property(share, share, share, share, share, (embedded, more, coverage, moreCoverage, textShare) => {
      const low = matchOf(best(embedded, coverage, textShare), thresholds);
      const high = matchOf(
        best(embedded + more, Math.min(1, coverage + moreCoverage), textShare),
        thresholds,
      );
      expect(order.indexOf(high)).toBeGreaterThanOrEqual(order.indexOf(low));
    }),
  );
});

describe('evidence', () => {
  const scale = { ...thresholds.text, chance: 1 };

  it('is less in a larger catalogue, and where random products score more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 1e6 }),
        fc.integer({ min: 1, max: 1e6 }),
        share,
        (n, more, mean) => {
          const one = { ...best(0.5), catalogue: n };
          expect(evidence({ ...one, catalogue: n + more }, scale)).toBeLessThan(evidence(one, scale));
          const crowded = { ...one, background: { ...reference, mean: mean + 0.01 } };
          expect(evidence(crowded, scale)).toBeLessThan(evidence(one, scale));
        },
      ),
    );
  });

  it('leans on the reference where the query has hardly a background of its own', () => {
    const few = { ...best(0.5), background: backgroundOf([0.5]) };
    const none = { ...best(0.5), background: backgroundOf([]) };
    expect(evidence(none, thresholds.text)).toBeCloseTo(5, 6);
    expect(Math.abs(evidence(few, thresholds.text) - 5)).toBeLessThan(0.1);
  });
});

it('the greatest by chance grows with the number, as known for normal values', () => {
  expect(greatestByChance(1)).toBe(0);
  // Exact: 1.867, 3.241 and 3.852 (Harter 1961); the limit is reached slowly.
  for (const [n, exact] of [
    [20, 1.867],
    [1_000, 3.241],
    [10_000, 3.852],
  ] as const)
    expect(Math.abs(greatestByChance(n) - exact)).toBeLessThan(0.09);
});

describe('backgroundOf', () => {
  it('is mean and deviation', () => {
    expect(backgroundOf([1, 2, 3])).toEqual({ count: 3, mean: 2, deviation: 1 });
    expect(backgroundOf([5])).toEqual({ count: 1, mean: 5, deviation: 0 });
    expect(backgroundOf([])).toEqual({ count: 0, mean: 0, deviation: 0 });
  });

  it('follows shift and scale', () => {
    const scores = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 50 });
    fc.assert(
      fc.property(scores, share, share, (values, shift, factor) => {
        const { mean, deviation } = backgroundOf(values);
        const moved = backgroundOf(values.map((value) => shift + factor * value));
        expect(moved.mean).toBeCloseTo(shift + factor * mean, 9);
        expect(moved.deviation).toBeCloseTo(factor * deviation, 9);
      }),
    );
  });
});
