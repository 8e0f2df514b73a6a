import { expect, it } from 'vitest';
import { cutoffReachedBy, separationEstimate, share } from './cutoffs.js';

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
