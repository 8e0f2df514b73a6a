import type { CodedComponent } from './query-component.js';
import { AskedQuery } from './asked-query.js';
import { channels } from '#encoder';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertIdentity, decompose, identityTolerance } from './decompose.js';
import { NeuronDictionary, type Code, type Neuron } from '#neurons';

/** Any directions, also bad ones: the identity must not depend on them. */
class GivenDictionary extends NeuronDictionary {
  readonly id = 'given';
  readonly kind = 'words';
  constructor(private readonly directions: readonly Float32Array[]) {
    super();
  }
  get size(): number {
    return this.directions.length;
  }
  code(): Code {
    throw new Error('codes are given in these tests');
  }
  remainder(): Float32Array {
    throw new Error('decompose computes remainders itself, in float64');
  }
  direction(neuron: number): Float32Array {
    return this.directions[neuron]!;
  }
  neuron(id: number): Neuron {
    return { id, name: null, facet: null, confidence: 0, sensitive: false };
  }
}

const dimension = 8;
const finite = fc.float({ min: -2, max: 2, noNaN: true, noDefaultInfinity: true });
const vector = fc
  .array(finite, { minLength: dimension, maxLength: dimension })
  .map((x) => Float32Array.from(x));
const perChannel = fc.record({ image: finite, description: finite, reviews: finite });
const code = fc
  .uniqueArray(
    fc.record({
      neuron: fc.integer({ min: 0, max: 5 }),
      activation: fc.float({ min: Math.fround(0.01), max: 3, noNaN: true }),
    }),
    {
      selector: ({ neuron }) => neuron,
    },
  )
  .map((fires) => ({
    neurons: Int32Array.from(fires, ({ neuron }) => neuron),
    activations: Float32Array.from(fires, ({ activation }) => activation),
  }));
const part: fc.Arbitrary<CodedComponent> = fc.record({
  source: fc.constantFrom('text', 'image', 'like', 'unlike'),
  modality: fc.constantFrom('text', 'image'),
  weight: finite,
  vector,
  code,
});
const problem = fc.record({
  directions: fc.array(vector, { minLength: 6, maxLength: 6 }),
  parts: fc.array(part, { minLength: 1, maxLength: 4 }),
  weights: fc.record({ text: perChannel, image: perChannel }),
  vectors: fc.record({
    image: fc.option(vector, { nil: undefined }),
    description: fc.option(vector, { nil: undefined }),
    reviews: fc.option(vector, { nil: undefined }),
  }),
});

/** The score straight from its definition, in the order of the formula. */
function directScore({
  parts,
  weights,
  vectors,
}: typeof problem extends fc.Arbitrary<infer T> ? T : never): number {
  let score = 0;
  for (const { weight, modality, vector: q } of parts)
    for (const channel of channels)
      q.forEach(
        (value, j) => (score += weight * weights[modality][channel] * value * (vectors[channel]?.[j] ?? 0)),
      );
  return score;
}

describe('decompose', () => {
  it('adds up to the score for any dictionary, codes, weights and channels', () => {
    fc.assert(
      fc.property(problem, (given) => {
        const query = new AskedQuery(given.parts, new GivenDictionary(given.directions)).coded();
        const result = decompose(query, given.weights, given.vectors);
        expect(assertIdentity(result)).toBeLessThan(1e-9);
        expect(result.score).toBeCloseTo(directScore(given), 9);
        let sum = result.remainder.image + result.remainder.description + result.remainder.reviews;
        for (const { total } of result.contributions) sum += total;
        expect(sum).toBeCloseTo(directScore(given), 8);
      }),
      { numRuns: 300 },
    );
  });

  it('gives a channel that the product lacks no part, contribution or remainder', () => {
    fc.assert(
      fc.property(problem, (given) => {
        const query = new AskedQuery(given.parts, new GivenDictionary(given.directions)).coded();
        const result = decompose(query, given.weights, { ...given.vectors, reviews: undefined });
        expect([result.parts.reviews, result.remainder.reviews]).toEqual([0, 0]);
        expect(result.contributions.every(({ byChannel }) => byChannel.reviews === 0)).toBe(true);
      }),
    );
  });

  it('follows the definition of a contribution and of the remainder', () => {
    const half = Math.SQRT1_2;
    const dictionary = new GivenDictionary([Float32Array.of(1, 0), Float32Array.of(half, half)]);
    const query = new AskedQuery(
      [
        {
          source: 'text',
          modality: 'text',
          weight: 2,
          vector: Float32Array.of(0.6, 0.8),
          code: { neurons: Int32Array.of(0), activations: Float32Array.of(0.5) },
        },
      ],
      dictionary,
    ).coded();
    const weights = {
      text: { image: 0.75, description: 0.25, reviews: 0 },
      image: { image: 1, description: 0, reviews: 0 },
    };
    const result = decompose(query, weights, {
      image: Float32Array.of(1, 0),
      description: Float32Array.of(0, 1),
      reviews: undefined,
    });
    expect(result.score).toBeCloseTo(2 * (0.75 * 0.6 + 0.25 * 0.8), 6);
    expect(result.contributions).toHaveLength(1);
    expect(result.contributions[0]?.byChannel.image).toBeCloseTo(2 * 0.75 * 0.5, 9);
    expect(result.remainder.image).toBeCloseTo(2 * 0.75 * 0.1, 6);
    expect(result.remainder.description).toBeCloseTo(2 * 0.25 * 0.8, 6);
    expect(result.explained).toBeCloseTo(1 - 0.55 / 1.3, 6);
  });

  it('orders contributions by size and breaks ties by neuron', () => {
    const unit = Float32Array.of(1);
    const query = new AskedQuery(
      [
        {
          source: 'text',
          modality: 'text',
          weight: 1,
          vector: unit,
          code: { neurons: Int32Array.of(2, 0, 1), activations: Float32Array.of(0.25, 0.5, 0.25) },
        },
      ],
      new GivenDictionary([unit, unit, unit]),
    ).coded();
    const flat = { image: 1, description: 0, reviews: 0 };
    const result = decompose(
      query,
      { text: flat, image: flat },
      { image: unit, description: undefined, reviews: undefined },
    );
    expect(result.contributions.map(({ neuron }) => neuron)).toEqual([0, 1, 2]);
  });
});

describe('assertIdentity', () => {
  const sound = {
    score: 0.5,
    parts: { image: 0.5, description: 0, reviews: 0 },
    contributions: [{ neuron: 1, byChannel: { image: 0.3, description: 0, reviews: 0 }, total: 0.3 }],
    remainder: { image: 0.2, description: 0, reviews: 0 },
    explained: 0.6,
  };

  it.each([
    ['sound', sound, false],
    ['a wrong score', { ...sound, score: 0.51 }, true],
    ['a wrong part', { ...sound, parts: { image: 0.4, description: 0.1, reviews: 0 } }, true],
    ['a lost remainder', { ...sound, remainder: { image: 0, description: 0, reviews: 0 } }, true],
    ['a score that is no number', { ...sound, score: Number.NaN }, true],
  ])('notices %s', (_case, decomposition, violated) => {
    expect(assertIdentity(decomposition) > identityTolerance).toBe(violated);
  });
});
