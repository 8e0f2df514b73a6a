import { seededRandom } from '#platform';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  attainablePrecision,
  estimate,
  figure,
  metrics,
  ndcg,
  precision,
  shownDifference,
} from './metrics.js';
import { sampled, shuffled } from './random.js';

const metric = (name: string) => metrics.find((one) => one.name === name)!;

it('measures where the first right product stands', () => {
  const hits = [false, false, true, true];
  expect(metric('R@1').of(hits, 4)).toBe(0);
  expect(metric('R@10').of(hits, 4)).toBe(1);
  expect(metric('MRR').of(hits, 4)).toBeCloseTo(1 / 3);
  expect(metric('MRR').of([], 4)).toBe(0);
  expect(precision(5).of(hits, 4)).toBeCloseTo(2 / 5);
});

it('asks for as many right products as there are', () => {
  const hits = [false, true, true, false, false, true];
  expect(attainablePrecision(5).of(hits, 2)).toBe(1);
  expect(attainablePrecision(5).of(hits, 3)).toBeCloseTo(2 / 3);
  expect(attainablePrecision(5).of(hits, 40)).toBeCloseTo(2 / 5);
  expect(attainablePrecision(1).of(hits, 40)).toBe(0);
});

it('discounts right products by their place, against the best order', () => {
  expect(ndcg(10).of([true, true], 2)).toBe(1);
  expect(ndcg(10).of([false, true], 1)).toBeCloseTo(1 / Math.log2(3));
  expect(ndcg(2).of([false, false, true], 1)).toBe(0);
  expect(ndcg(2).of([true, true], 40)).toBe(1);
});

it('does not look below place 100', () => {
  const late = [...Array<boolean>(100).fill(false), true];
  expect(metric('MRR').of(late, 1)).toBe(0);
});

it('gives intervals that hold the mean and are the same in every run', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 }),
      (values) => {
        const first = estimate(values);
        expect(first.low).toBeLessThanOrEqual(first.high);
        expect(first.low).toBeGreaterThanOrEqual(Math.min(...values) - 1e-12);
        expect(first.high).toBeLessThanOrEqual(Math.max(...values) + 1e-12);
        expect(estimate(values)).toEqual(first);
      },
    ),
    { numRuns: 20 },
  );
});

it('covers the true mean about as often as it says', () => {
  const random = seededRandom(7);
  let covered = 0;
  for (let run = 0; run < 200; run += 1) {
    const { low, high } = estimate(Array.from({ length: 100 }, () => (random() < 0.3 ? 1 : 0)));
    if (low <= 0.3 && 0.3 <= high) covered += 1;
  }
  expect(covered / 200).toBeGreaterThan(0.88);
});

it('prints shares without the leading zero', () => {
  expect([figure(0.5), figure(-0.25), figure(1), figure(0)]).toEqual(['.500', '-.250', '1.000', '.000']);
});

it('prints differences with their sign', () => {
  expect(shownDifference({ mean: 0.1, low: -0.05, high: 0.25 })).toBe('+.100 [-.050, +.250]');
});

it('samples in order, without repeats', () => {
  const items = Array.from({ length: 50 }, (_, i) => i);
  const some = sampled(items, 10, seededRandom(1));
  expect(some).toEqual([...new Set(some)].sort((a, b) => a - b));
  expect(some).toHaveLength(10);
  expect(shuffled(items, seededRandom(1)).sort((a, b) => a - b)).toEqual(items);
});
