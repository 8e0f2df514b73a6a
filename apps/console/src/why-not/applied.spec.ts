import { describe, expect, it } from 'vitest';
import { applied } from './applied';

describe('a suggestion as a change of the search', () => {
  it('puts filters in place, and a filter of null takes all out', () => {
    expect(applied({ filter: { category: ['Drinkware'], price: { max: 20 } } })).toEqual({
      category: ['Drinkware'],
      minPrice: null,
      maxPrice: 20,
      availability: [],
    });
    expect(applied({ filter: null })).toEqual({
      category: [],
      minPrice: null,
      maxPrice: null,
      availability: [],
    });
  });

  it('gives the whole new list of dials and of likes, and leaves the rest', () => {
    const steer = [{ neuron: 5, weight: 0.47 }];
    expect(applied({ query: { steer } })).toEqual({ dials: steer });
    expect(applied({ variants: 'all', query: { like: ['a'], unlike: [] } })).toEqual({
      everyVersion: true,
      like: ['a'],
      unlike: [],
    });
    expect(applied({ diversity: 0 })).toEqual({});
  });
});
