import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deciles, histogram } from './spread.js';
import type { Firing } from './survey.js';

const firings = fc
  .array(fc.float({ min: Math.fround(0.001), max: 2, noNaN: true }), { maxLength: 80 })
  .map((activations): Firing[] =>
    activations.sort((a, b) => b - a).map((activation, atom) => ({ atom, activation })),
  );

describe('histogram', () => {
  it('counts every firing once, in bars of equal width from 0 to the strongest', () => {
    fc.assert(
      fc.property(firings, fc.integer({ min: 1, max: 30 }), (some, bins) => {
        const bars = histogram(some, bins);
        expect(bars).toHaveLength(some.length === 0 ? 0 : bins);
        expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(some.length);
        if (some.length === 0) return;
        expect(bars[0]?.from).toBe(0);
        expect(bars.at(-1)?.to).toBeCloseTo(some[0]?.activation ?? NaN, 9);
        expect(bars.at(-1)?.count).toBeGreaterThan(0);
      }),
    );
  });

  it('puts each where it belongs', () => {
    const some = [1, 0.5, 0.49, 0.1].map((activation, atom) => ({ atom, activation }));
    expect(histogram(some, 2).map(({ count }) => count)).toEqual([2, 2]);
  });
});

describe('deciles', () => {
  it('are tenths by rank that hold every firing once, the strongest first', () => {
    fc.assert(
      fc.property(firings, fc.integer({ min: 1, max: 5 }), (some, samples) => {
        const tenths = deciles(some, samples);
        expect(tenths.reduce((sum, { count }) => sum + count, 0)).toBe(some.length);
        const sizes = tenths.map(({ count }) => count);
        if (some.length >= 10) {
          expect(tenths.map(({ decile }) => decile)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        }
        for (const { count, from, to, samples: shown } of tenths) {
          expect(shown).toHaveLength(Math.min(samples, count));
          expect(new Set(shown.map(({ atom }) => atom)).size).toBe(shown.length);
          for (const { activation } of shown) {
            expect(activation).toBeGreaterThanOrEqual(from);
            expect(activation).toBeLessThanOrEqual(to);
          }
        }
        const bounds = tenths.flatMap(({ from, to }) => [to, from]);
        expect(bounds).toEqual(bounds.toSorted((a, b) => b - a));
        expect(deciles(some, samples)).toEqual(tenths);
      }),
    );
  });

  it('do not show only the strongest of a tenth', () => {
    const some = Array.from({ length: 100 }, (_, atom) => ({ atom, activation: 100 - atom }));
    expect(deciles(some, 2)[0]?.samples.map(({ atom }) => atom)).toEqual([2, 7]);
  });
});
