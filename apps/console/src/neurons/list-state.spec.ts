import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { facets } from '../explanation/facets';
import { emptyList, readList, sortings, writeList, type ListState } from './list-state';
import type { Sorting } from './types';

const state: fc.Arbitrary<ListState> = fc.record({
  search: fc.string(),
  facet: fc.constantFrom(null, ...facets),
  named: fc.constantFrom(null, 'yes' as const, 'no' as const),
  sort: fc.constantFrom(...(Object.keys(sortings) as Sorting[])),
  page: fc.integer({ min: 1, max: 10_000 }),
});

describe('the list in the address', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(state, (list) => {
        expect(readList(new URLSearchParams(writeList(list).toString()))).toEqual(list);
      }),
    );
    expect(writeList(emptyList).toString()).toBe('');
  });

  it.each([
    'page=0',
    'page=-1',
    'page=x',
    'page=1.5',
    'page=1e9',
    'sort=price',
    'facet=taste',
    'named=1',
    'sort=toString',
  ])('does not follow %s', (address) => {
    expect(readList(new URLSearchParams(address))).toEqual(emptyList);
  });
});
