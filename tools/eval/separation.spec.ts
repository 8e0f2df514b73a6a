import { expect, it } from 'vitest';
import { cutoffReachedBy, separation, share } from './separation.js';

it('counts how often the right one has more', () => {
  expect(separation([3, 4], [1, 2])).toBe(1);
  expect(separation([1, 2], [3, 4])).toBe(0);
  expect(separation([1], [1])).toBe(0.5);
});

it('finds the cut-off that at most a share reaches', () => {
  const values = Array.from({ length: 100 }, (_, i) => i);
  for (const most of [0, 0.05, 0.25]) {
    const cutoff = cutoffReachedBy(values, most);
    expect(share(values, cutoff)).toBeCloseTo(most);
    expect(share(values, cutoff - 1)).toBeGreaterThan(most);
  }
});
