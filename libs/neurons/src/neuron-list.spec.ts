import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomDictionary } from '../../../test/support/random-dictionary.js';
import { neuronsRequest } from './contract.js';
import { CorrectedDictionary } from './corrections/corrected-dictionary.js';
import { Corrections } from './corrections/corrections.js';
import { lowerBound, neuronList } from './neuron-list.js';

const dictionary = new CorrectedDictionary(
  new RandomDictionary('list', 5, {
    0: { name: 'Zebra', confidence: 0.2 },
    1: { name: null, confidence: 0 },
    2: { name: 'apple', confidence: 0.9, facet: 'category' },
    3: { name: null, confidence: 0 },
    4: { name: 'banana', confidence: 0.5 },
  }),
  new Corrections([]),
  new Map(),
);
const figures = [
  { fires: { image: 1, text: 1 }, either: 1, both: 1 },
  { fires: { image: 30, text: 30 }, either: 0, both: 0 },
  { fires: { image: 2, text: 3 }, either: 100, both: 90 },
  { fires: { image: 0, text: 0 }, either: 4, both: 1 },
];
const ids = (request: object): number[] =>
  neuronList(dictionary, figures, neuronsRequest.parse(request)).neurons.map(({ id }) => id);

describe('the list of neurons', () => {
  it.each([
    [{}, [0, 1, 2, 3, 4]],
    [{ sort: 'fires' }, [1, 2, 0, 3, 4]],
    [{ sort: 'confidence' }, [2, 4, 0, 1, 3]],
    // 90 of 100 before 1 of 1.
    [{ sort: 'agreement' }, [2, 0, 3, 1, 4]],
    [{ sort: 'name' }, [2, 4, 0, 1, 3]],
    [{ named: 'no' }, [1, 3]],
    [{ named: 'yes', sort: 'name' }, [2, 4, 0]],
    [{ search: 'AN' }, [4]],
    [{ search: '3' }, [3]],
    [{ facet: 'category' }, [2]],
    [{ sort: 'name', limit: 2, offset: 1 }, [4, 0]],
  ])('%j gives %j', (request, expected) => {
    expect(ids(request)).toEqual(expected);
  });

  it('tells how often each fires and how well picture and words agree', () => {
    const { total, neurons } = neuronList(dictionary, figures, neuronsRequest.parse({ limit: 2, offset: 1 }));
    expect(total).toBe(5);
    expect(neurons).toMatchObject([
      { id: 1, name: null, fires: { image: 30, text: 30 }, agreement: null },
      { id: 2, fires: { image: 2, text: 3 }, agreement: 0.9 },
    ]);
  });

  it('bounds a share from below, the closer the more there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(), (all, nth) => {
        const some = nth % (all + 1);
        const bound = lowerBound(some, all);
        expect(bound).toBeGreaterThanOrEqual(-1e-12);
        expect(bound).toBeLessThanOrEqual(some / all);
        expect(lowerBound(some * 10, all * 10)).toBeGreaterThanOrEqual(bound - 1e-12);
      }),
    );
    expect(lowerBound(0, 0)).toBe(0);
    expect(lowerBound(50, 100)).toBeCloseTo(0.4038, 3);
  });
});
