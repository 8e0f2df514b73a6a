import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Product } from '#catalogue';
import { filterSchema, type RecommendationRequest } from '../contract.js';
import { relaxedFilter } from './relaxed-filter.js';

type Filter = NonNullable<RecommendationRequest['filter']>;

const availability = fc.constantFrom('in_stock' as const, 'out_of_stock' as const, 'preorder' as const);
const word = fc.constantFrom('a', 'b', 'c', 'd');
const product: fc.Arbitrary<Product> = fc.record({
  id: fc.constant('p'),
  ordinal: fc.constant(0),
  title: fc.constant('p'),
  description: fc.constant(''),
  price: fc.option(fc.integer({ min: 0, max: 20 }), { nil: null }),
  currency: fc.constant('EUR'),
  availability,
  category: fc.uniqueArray(word, { maxLength: 3 }),
  attributes: fc.dictionary(word, fc.oneof(word, fc.uniqueArray(word, { minLength: 1, maxLength: 3 }))),
  variantOf: fc.constant(null),
  pictures: fc.constant([]),
  reviews: fc.constant([]),
});
const limits = fc.record({ min: fc.integer({ min: 0, max: 20 }), span: fc.integer({ min: 0, max: 10 }) });
const filter: fc.Arbitrary<Filter> = fc.record(
  {
    category: fc.uniqueArray(word, { maxLength: 3 }),
    price: limits.map(({ min, span }) => ({ min, max: min + span })),
    availability: fc.uniqueArray(availability, { minLength: 1, maxLength: 3 }),
    attributes: fc.dictionary(word, fc.oneof(word, fc.uniqueArray(word, { minLength: 1, maxLength: 3 }))),
  },
  { requiredKeys: [] },
);

/** The catalogue's meaning of a filter (libs/catalogue/src/products/filter-sql.ts). */
function passes({ category, price, availability: accepted, attributes }: Filter, own: Product): boolean {
  return (
    (category ?? []).every((level) => own.category.includes(level)) &&
    (price?.min === undefined || (own.price !== null && own.price >= price.min)) &&
    (price?.max === undefined || (own.price !== null && own.price <= price.max)) &&
    (!accepted || accepted.includes(own.availability)) &&
    Object.entries(attributes ?? {}).every(([name, values]) =>
      [own.attributes[name] ?? []].flat().some((value) => [values].flat().includes(value)),
    )
  );
}

describe('relaxedFilter', () => {
  it('lets the product pass, whatever the filter was, and stays a valid filter', () => {
    fc.assert(
      fc.property(filter, product, (asked, own) => {
        const { filter: relaxed, obstacles } = relaxedFilter(asked, own);
        expect(passes(relaxed ?? {}, own)).toBe(true);
        expect(filterSchema.safeParse(relaxed ?? {}).success).toBe(true);
        expect(obstacles.length > 0).toBe(!passes(asked, own));
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps out no other product that passed before', () => {
    fc.assert(
      fc.property(filter, product, product, (asked, own, other) => {
        fc.pre(passes(asked, other));
        expect(passes(relaxedFilter(asked, own).filter ?? {}, other)).toBe(true);
      }),
    );
  });

  it('changes nothing for a product that passes', () => {
    fc.assert(
      fc.property(filter, product, (asked, own) => {
        fc.pre(passes(asked, own));
        expect(relaxedFilter(asked, own).obstacles).toEqual([]);
      }),
    );
  });
});
