import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compared, estimate } from './estimate.js';

const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 });

describe('estimate', () => {
  it('has the mean within its interval, and the same one each time', () => {
    fc.assert(
      fc.property(values, (some) => {
        const { mean, low, high } = estimate(some);
        expect(mean).toBeCloseTo(some.reduce((sum, value) => sum + value, 0) / some.length, 12);
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(Math.min(...some) - 1e-9);
        expect(high).toBeLessThanOrEqual(Math.max(...some) + 1e-9);
        expect(estimate(some)).toEqual({ mean, low, high });
      }),
      { numRuns: 30 },
    );
  });

  it('has about the width that the normal approximation gives', () => {
    const coin = Array.from({ length: 400 }, (_, i) => i % 2);
    const { low, high } = estimate(coin);
    expect(high - low).toBeGreaterThan(0.08);
    expect(high - low).toBeLessThan(0.12);
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
