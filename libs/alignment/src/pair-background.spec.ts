import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dot, centred } from '#encoder';
import { pairBackground, percentile, verdictOf, type DescribedProduct } from './pair-background.js';

const unit = (values: number[]): Float32Array =>
  centred(Float32Array.from(values), new Float32Array(values.length));

describe('percentile', () => {
  it('counts the share below, ties half', () => {
    const sorted = Float64Array.from([1, 2, 2, 3]);
    expect(percentile(sorted, 0)).toBe(0);
    expect(percentile(sorted, 2)).toBe(50);
    expect(percentile(sorted, 4)).toBe(100);
  });

  it('never falls when the value rises, and stays within 0..100', () => {
    const value = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), value, value, (values, a, b) => {
        const sorted = Float64Array.from(values).sort();
        const [low, high] = a <= b ? [a, b] : [b, a];
        expect(percentile(sorted, low)).toBeLessThanOrEqual(percentile(sorted, high));
        expect(percentile(sorted, high)).toBeLessThanOrEqual(100);
        expect(percentile(sorted, low)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('pairBackground', () => {
  it('puts own words above other products words, and leaves variants of one product out of the shuffled side', () => {
    const products: DescribedProduct[] = Array.from({ length: 12 }, (_, at) => {
      const vector = unit(Array.from({ length: 12 }, (_unused, axis) => (axis === at ? 1 : 0)));
      return { family: `f${at}`, text: vector, pictures: [vector, vector] };
    });
    const background = pairBackground(products, dot);
    expect([...background.truePairs]).toEqual(Array.from({ length: 24 }, () => 1));
    expect(background.shuffledPairs.length).toBeGreaterThan(0);
    expect(Math.max(...background.shuffledPairs)).toBe(0);
    const oneFamily = products.map((product) => ({ ...product, family: 'same' }));
    expect(pairBackground(oneFamily, dot).shuffledPairs).toHaveLength(0);
  });
});

describe('verdictOf', () => {
  it.each([
    [50, 99, 'fits'],
    [10, 90, 'fits'],
    [9, 95, 'unclear'],
    [30, 70, 'unclear'],
    [2, 40, 'does-not-fit'],
    [2, 95, 'unclear'],
  ] as const)('%d among true and %d among shuffled: %s', (among, shuffled, verdict) => {
    expect(verdictOf(among, shuffled)).toBe(verdict);
  });
});
