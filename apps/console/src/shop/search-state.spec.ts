import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asksSomething,
  emptySearch,
  mostShown,
  pageSize,
  readSearch,
  toRequest,
  writeSearch,
} from './search-state';

const states = fc.record({
  text: fc.string(),
  picture: fc.option(fc.string({ minLength: 1 })),
  like: fc.array(fc.string(), { maxLength: 20 }),
  unlike: fc.array(fc.string(), { maxLength: 20 }),
  balance: fc.integer({ min: 0, max: 100 }),
  dials: fc.uniqueArray(
    fc.record({
      neuron: fc.integer({ min: 0, max: 9_999_999 }),
      weight: fc
        .integer({ min: -8, max: 8 })
        .filter(Boolean)
        .map((quarters) => quarters / 4),
    }),
    { maxLength: 10, selector: ({ neuron }) => neuron },
  ),
  category: fc.array(fc.string(), { maxLength: 10 }),
  minPrice: fc.option(fc.integer({ min: 0, max: 1000 })),
  maxPrice: fc.option(fc.integer({ min: 0, max: 1000 })),
  availability: fc.subarray(['in_stock', 'preorder', 'out_of_stock'] as const),
  everyVersion: fc.boolean(),
  shown: fc.integer({ min: pageSize, max: mostShown }),
  detailed: fc.boolean(),
  product: fc.option(fc.string()),
});

describe('the address of a search', () => {
  it('keeps the whole state', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(readSearch(new URLSearchParams(writeSearch(state).toString()))).toEqual(state);
      }),
    );
  });

  it('reads any address without failing, within what the engine accepts', () => {
    const read = readSearch(
      new URLSearchParams('shown=1e9&balance=-4&min=abc&max=&availability=gone&numbers=1'),
    );
    expect(read).toEqual({ ...emptySearch, shown: mostShown, balance: 0 });
  });
});

describe('the request for a search', () => {
  it('asks for words and picture together, weighted only when the balance was moved', () => {
    const state = { ...emptySearch, text: ' blue ', picture: 'p' };
    expect(toRequest(state, 'data:x').query).toEqual({ text: 'blue', image: 'data:x' });
    expect(toRequest({ ...state, balance: 75 }, 'data:x').query.weights).toEqual({
      parts: { text: 1.5, image: 0.5 },
    });
  });

  it('does not call a lone dislike a question', () => {
    expect(asksSomething({ ...emptySearch, unlike: ['a'] })).toBe(false);
    expect(asksSomething({ ...emptySearch, text: '  ' })).toBe(false);
    expect(asksSomething({ ...emptySearch, like: ['a'] })).toBe(true);
  });
});
