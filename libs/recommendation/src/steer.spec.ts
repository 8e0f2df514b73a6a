import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dot, channels } from '#encoder';
import { assertIdentity, decompose, identityTolerance, AskedQuery } from '#explanation';
import { NeuronDictionary, type Code, type Neuron } from '#neurons';
import { fuse, type ChannelVectors, type FusionWeights } from '#search-index';
import { EmbeddedScorer, weightsFor } from './score.js';
import { steeredComponents } from './steer.js';

const dimension = 8;

/** Other directions for pictures than for texts, as a trained dictionary may have. */
class TwoSidedDictionary extends NeuronDictionary {
  readonly id = 'two-sided';
  readonly kind = 'trained';
  constructor(private readonly directions: readonly { text: Float32Array; image: Float32Array }[]) {
    super();
  }
  get size(): number {
    return this.directions.length;
  }
  code(): Code {
    return { neurons: Int32Array.of(0), activations: Float32Array.of(0.5) };
  }
  remainder(): Float32Array {
    throw new Error('decompose computes remainders itself');
  }
  direction(neuron: number, modality: 'text' | 'image'): Float32Array {
    return this.directions[neuron]![modality];
  }
  neuron(id: number): Neuron {
    return { id, name: `n${id}`, facet: null, confidence: 1, sensitive: false };
  }
}

const number = fc.double({ min: -1, max: 1, noNaN: true });
const vector = fc
  .array(number, { minLength: dimension, maxLength: dimension })
  .map((values) => Float32Array.from(values));
const dictionary = fc
  .array(fc.record({ text: vector, image: vector }), { minLength: 3, maxLength: 3 })
  .map((directions) => new TwoSidedDictionary(directions));
const row = fc.record({
  image: fc.double({ min: 0.05, max: 1, noNaN: true }),
  description: fc.double({ min: 0.05, max: 1, noNaN: true }),
  reviews: fc.double({ min: 0.05, max: 1, noNaN: true }),
});
const weights: fc.Arbitrary<FusionWeights> = fc.record({ text: row, image: row });
const product: fc.Arbitrary<ChannelVectors> = fc.record({
  image: fc.option(vector, { nil: undefined }),
  description: fc.option(vector, { nil: undefined }),
  reviews: fc.option(vector, { nil: undefined }),
});
const dialWeight = fc.double({ min: -2, max: 2, noNaN: true });
/** So far apart that rounding decides nothing. */
const apart = fc.integer({ min: -8, max: 8 }).map((quarters) => quarters / 4);
const steer = (neuron: number, weight: number) => ({ neuron, weight, source: 'steer' as const });

describe('a steered neuron', () => {
  it('keeps the identity, and adds exactly weight * d[k] . f to the score', () => {
    fc.assert(
      fc.property(dictionary, vector, weights, product, dialWeight, (neurons, asked, w, vectors, weight) => {
        const text = {
          source: 'text' as const,
          modality: 'text' as const,
          weight: 1,
          vector: asked,
          code: neurons.code(),
        };
        const steered = [text, ...steeredComponents([steer(1, weight)], neurons)];
        const effective = weightsFor(w, vectors);
        const before = decompose(new AskedQuery([text], neurons).coded(), effective, vectors);
        const after = decompose(new AskedQuery(steered, neurons).coded(), effective, vectors);
        expect(assertIdentity(after)).toBeLessThan(identityTolerance);
        const added = weight * dot(neurons.direction(1, 'text'), fuse(vectors, w, dimension));
        expect(after.score - before.score).toBeCloseTo(added, 4);
        // Nothing of it is left open.
        for (const channel of channels)
          expect(after.remainder[channel]).toBeCloseTo(before.remainder[channel], 10);
        const own = after.contributions.find(({ neuron }) => neuron === 1)?.total ?? 0;
        expect(own).toBeCloseTo(added, 4);
      }),
    );
  });

  it('has a monotone response: the more it is turned up, the more the first k are of it', () => {
    fc.assert(
      fc.property(
        dictionary,
        vector,
        weights,
        fc.array(product, { minLength: 4, maxLength: 20 }),
        fc.array(apart, { minLength: 2, maxLength: 6 }),
        (neurons, asked, w, products, turns) => {
          const along = products.map((vectors) =>
            dot(neurons.direction(2, 'text'), fuse(vectors, w, dimension)),
          );
          const response = (weight: number): number => {
            const scorer = new EmbeddedScorer(
              [
                { modality: 'text', weight: 1, vector: asked },
                ...steeredComponents([steer(2, weight)], neurons),
              ],
              w,
            );
            const order = products
              .map((vectors, at) => ({ at, score: scorer.score(vectors) }))
              .sort((a, b) => b.score - a.score);
            return order.slice(0, 3).reduce((sum, { at }) => sum + (along[at] ?? 0), 0) / 3;
          };
          const responses = turns.toSorted((a, b) => a - b).map(response);
          responses.slice(1).forEach((later, at) => {
            expect(later).toBeGreaterThanOrEqual((responses[at] ?? 0) - 1e-3);
          });
        },
      ),
    );
  });

  it('of 0 changes nothing, and one of a neuron that is not there is refused by its field', () => {
    const neurons = new TwoSidedDictionary([
      { text: new Float32Array(dimension), image: new Float32Array(dimension) },
    ]);
    expect(steeredComponents([steer(0, 0)], neurons)).toEqual([]);
    expect(() => steeredComponents([steer(0, 1), steer(1, 1)], neurons)).toThrow(/query\.steer\.1\.neuron/);
  });
});
