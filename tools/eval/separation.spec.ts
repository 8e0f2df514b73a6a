import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutoffReachedBy, separation, separationEstimate, share } from './separation.js';

it('counts how often the right one has more', () => {
  expect(separation([3, 4], [1, 2])).toBe(1);
  expect(separation([1, 2], [3, 4])).toBe(0);
  expect(separation([1], [1])).toBe(0.5);
});

it('is the share of pairs, ties counted half', () => {
  const values = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(values, values, (right, wrong) => {
      const wins = right.flatMap((a) => wrong.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
      const mean = wins.reduce((a: number, b) => a + b, 0) / wins.length;
      expect(separation(right, wrong)).toBeCloseTo(mean, 10);
    }),
  );
});

it('lies within its own interval', () => {
  const [right, wrong] = [
    Array.from({ length: 60 }, (_, i) => i + 10),
    Array.from({ length: 60 }, (_, i) => i),
  ];
  const { mean, low, high } = separationEstimate(right, wrong);
  expect(low).toBeLessThan(mean);
  expect(high).toBeGreaterThan(mean);
  expect(high).toBeLessThanOrEqual(1);
});

it('finds the cut-off that at most a share reaches', () => {
  const values = Array.from({ length: 100 }, (_, i) => i);
  for (const most of [0, 0.05, 0.25]) {
    const cutoff = cutoffReachedBy(values, most);
    expect(share(values, cutoff)).toBeCloseTo(most);
    expect(share(values, cutoff - 1)).toBeGreaterThan(most);
  }
});
