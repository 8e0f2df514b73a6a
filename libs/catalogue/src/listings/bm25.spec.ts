import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bm25, rarity, saturation } from './bm25.js';

describe('BM25', () => {
  const count = fc.integer({ min: 1, max: 100_000 });
  const amount = fc.double({ min: 0.01, max: 1_000, noNaN: true });

  it('calls a word rarer the fewer products hold it, between 0 and 1', () => {
    expect(rarity(0, 10)).toBe(1);
    expect(rarity(1, 1)).toBe(1);
    fc.assert(
      fc.property(count, count, count, (a, b, c) => {
        const [few = 1, more = 1, products = 1] = [a, b, c].sort((one, other) => one - other);
        expect(rarity(more, products)).toBeGreaterThan(0);
        expect(rarity(few, products)).toBeLessThanOrEqual(1);
        expect(rarity(more, products)).toBeLessThanOrEqual(rarity(few, products));
      }),
    );
  });

  it('adds less for each further place and less in a longer product, and stays below k1 + 1', () => {
    const { k1, b } = bm25;
    expect(saturation(1, 1, k1, b)).toBeCloseTo(1, 12);
    fc.assert(
      fc.property(amount, amount, (frequency, length) => {
        const once = saturation(frequency, length, k1, b);
        const twice = saturation(2 * frequency, length, k1, b);
        expect(once).toBeGreaterThan(0);
        expect(twice).toBeGreaterThan(once);
        expect(twice).toBeLessThan(2 * once);
        expect(twice).toBeLessThan(1 + k1);
        expect(saturation(frequency, 2 * length, k1, b)).toBeLessThan(once);
      }),
    );
  });
});
