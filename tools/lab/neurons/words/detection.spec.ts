import { describe, expect, it } from 'vitest';
import type { Term } from '#neurons';
import { measureNames, type CodedProduct } from './detection.js';

const red: Term = { term: 'red', facet: 'colour', phrase: 'red', synonyms: [], sensitive: false };
const direction = Float32Array.of(1, 0);

function product(truths: string[], along: number, fires: boolean): CodedProduct {
  const code = fires
    ? { neurons: Int32Array.of(0), activations: Float32Array.of(along) }
    : { neurons: new Int32Array(0), activations: new Float32Array(0) };
  return {
    truths: new Set(truths),
    vectors: { image: Float32Array.of(along, 0), text: undefined },
    codes: { image: code, text: undefined },
  };
}

function several(count: number, truths: string[], along: number, firing: number): CodedProduct[] {
  return Array.from({ length: count }, (_, i) => product(truths, along, i < firing));
}

describe('measureNames', () => {
  const measure = (products: CodedProduct[]): ReturnType<typeof measureNames> =>
    measureNames([red], [direction], [{ name: 'given', products }]);

  it('is sure of a neuron that fires where it should and nowhere else', () => {
    const { terms } = measure([
      ...several(50, ['colour/red'], 0.8, 50),
      ...several(50, ['colour/blue'], 0.1, 0),
    ]);
    expect(terms['colour/red']).toEqual({
      confidence: 0.981,
      image: { positives: 50, auc: 1, firesWith: 1, firesWithout: 0 },
    });
  });

  it('gives an even chance to a neuron that fires anywhere', () => {
    const { terms } = measure([
      ...several(50, ['colour/red'], 0.3, 25),
      ...several(500, ['colour/blue'], 0.3, 250),
    ]);
    expect(terms['colour/red']?.confidence).toBeCloseTo(0.5, 2);
    expect(terms['colour/red']?.image?.auc).toBe(0.5);
  });

  it('says nothing of a term with few positives, and is not sure of a neuron that never fires', () => {
    expect(
      measure([...several(3, ['colour/red'], 0.8, 3), ...several(50, ['colour/blue'], 0.1, 0)]).terms,
    ).toEqual({});
    const silent = measure([...several(50, ['colour/red'], 0.8, 0), ...several(50, ['colour/blue'], 0.1, 0)]);
    expect(silent.terms['colour/red']?.confidence).toBe(0.5);
  });

  it('does not count products whose colour is unknown', () => {
    const known = [...several(50, ['colour/red'], 0.8, 50), ...several(50, ['colour/blue'], 0.1, 0)];
    const unknown = several(500, ['material/wool'], 0.9, 500);
    expect(measure([...known, ...unknown]).terms).toEqual(measure(known).terms);
  });

  it('believes unmeasured terms of a facet far less than its measured ones', () => {
    const { facets } = measure([
      ...several(50, ['colour/red'], 0.8, 50),
      ...several(50, ['colour/blue'], 0.1, 0),
    ]);
    expect(facets.colour).toBeGreaterThan(0.5);
    expect(facets.colour).toBeLessThan(0.6);
  });
});
