import { estimate } from '#platform';
import { describe, expect, it } from 'vitest';
import { compared, estimateOrZeros } from './estimate.js';

describe('estimateOrZeros', () => {
  it('is the estimate, or nothing of nothing', () => {
    expect(estimateOrZeros([0, 1, 1])).toEqual(estimate([0, 1, 1]));
    expect(estimateOrZeros([])).toEqual({ mean: 0, low: 0, high: 0 });
  });
});

describe('compared', () => {
  it('takes the difference query by query', () => {
    const better = compared([0, 0, 1, 1], [1, 0, 1, 1]);
    expect(better?.difference).toEqual(estimate([1, 0, 0, 0]));
    expect(compared([0.5, 0.1], [0.5, 0.1])?.difference).toEqual({ mean: 0, low: 0, high: 0 });
    expect(compared([], [])).toBeNull();
  });
});
