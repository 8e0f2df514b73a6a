import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dot, norm } from '#encoder';
import { byFacet, byFacetAndGarmentPart, spanOf, without } from './facet-substitution.js';

const vector = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 })
  .map((values) => Float32Array.from(values))
  .filter((values) => norm(values) > 0.1)
  .map((values) => values.map((value) => value / norm(values)));

describe('what a value is exchanged with', () => {
  it.each([
    ['red', 'colour', 'colour'],
    ['long sleeves', 'part', 'part sleeve'],
    ['no sleeves', 'part', 'part sleeve'],
    ['v-neck', 'part', 'part neck'],
    ['round neck', 'part', 'part neck'],
    ['high heel', 'part', 'part heel'],
    ['handle', 'part', 'part handle'],
    ['mug', 'category', undefined],
    [null, 'part', undefined],
    [null, null, undefined],
  ] as const)('%s (%s): %s', (name, facet, group) => {
    expect(byFacetAndGarmentPart({ name, facet })).toBe(group);
    expect(byFacet({ name, facet })).toBe(facet === 'part' ? undefined : group);
  });
});

describe('spanOf', () => {
  it('is orthonormal, and holds what it was made of', () => {
    fc.assert(
      fc.property(fc.array(vector, { minLength: 1, maxLength: 8 }), (vectors) => {
        const basis = spanOf(vectors, 6, 1e-3);
        basis.forEach((a, i) => {
          basis.forEach((b, j) => expect(dot(a, b)).toBeCloseTo(i === j ? 1 : 0, 2));
        });
        for (const inside of vectors) {
          const left = basis.reduce((sum, unit) => sum - dot(inside, unit) ** 2, 1);
          expect(Math.abs(left)).toBeLessThan(0.01);
        }
      }),
    );
  });
});

describe('without', () => {
  it('takes the whole facet out and keeps unit length', () => {
    fc.assert(
      fc.property(vector, fc.array(vector, { minLength: 1, maxLength: 3 }), (picture, facet) => {
        const basis = spanOf(facet, 3, 1e-2);
        const left = without(picture, basis);
        expect(norm(left)).toBeCloseTo(1, 3);
        const inside = Math.sqrt(basis.reduce((sum, unit) => sum + dot(picture, unit) ** 2, 0));
        // Nearly all of the picture in the facet leaves rounding only.
        fc.pre(inside < 0.99);
        for (const unit of basis) expect(dot(left, unit)).toBeCloseTo(0, 2);
      }),
    );
  });
});
