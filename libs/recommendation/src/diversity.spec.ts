import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diversify } from './diversity.js';

const scores = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 })
  .map((values) => values.sort((a, b) => b - a));

describe('diversify', () => {
  it('keeps the order at 0', () => {
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 30 }), (relevance, count) => {
        const order = diversify(relevance, () => 1, 0, count);
        expect(order).toEqual(relevance.map((_, at) => at).slice(0, count));
      }),
    );
  });

  it('starts with the best, and shows each place once', () => {
    fc.assert(
      fc.property(scores, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (relevance, diversity) => {
        const order = diversify(relevance, (a, b) => Math.cos(a - b), diversity, relevance.length);
        expect(order[0]).toBe(0);
        expect([...order].sort((a, b) => a - b)).toEqual(relevance.map((_, at) => at));
      }),
    );
  });

  it('puts a different item before a near-duplicate', () => {
    // 0 and 1 are alike, 2 is different and hardly less relevant.
    const alike = (a: number, b: number): number => (a + b === 1 ? 1 : 0);
    expect(diversify([1, 0.99, 0.9, 0], alike, 0.4, 3)).toEqual([0, 2, 1]);
  });
});
