import { channels } from '#encoder';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChannelVectors, FusionWeights } from '#search-index';
import { EmbeddedScorer, indexQuery, weightsFor, type ScoredComponent } from './score.js';

const dimension = 8;
const number = fc.double({ min: -1, max: 1, noNaN: true });
const vector = fc
  .array(number, { minLength: dimension, maxLength: dimension })
  .map((values) => Float32Array.from(values));
const row = fc.record({
  image: fc.double({ min: 0.05, max: 1, noNaN: true }),
  description: fc.double({ min: 0.05, max: 1, noNaN: true }),
  reviews: fc.double({ min: 0.05, max: 1, noNaN: true }),
});
const weights: fc.Arbitrary<FusionWeights> = fc.record({ text: row, image: row });
const part: fc.Arbitrary<ScoredComponent> = fc.record({
  modality: fc.constantFrom('text' as const, 'image' as const),
  weight: fc.double({ min: -1, max: 1, noNaN: true }),
  vector,
});
const vectors: fc.Arbitrary<ChannelVectors> = fc.record({
  image: fc.option(vector, { nil: undefined }),
  description: fc.option(vector, { nil: undefined }),
  reviews: fc.option(vector, { nil: undefined }),
});

const plainDot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);

describe('EmbeddedScorer', () => {
  it('is the double sum over parts and channels', () => {
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 4 }),
        weights,
        vectors,
        (parts, asked, product) => {
          const effective = weightsFor(asked, product);
          let expected = 0;
          for (const { modality, weight, vector: query } of parts) {
            for (const channel of channels) {
              const own = product[channel];
              if (own) expected += weight * effective[modality][channel] * plainDot(query, own);
            }
          }
          expect(new EmbeddedScorer(parts, asked).score(product)).toBeCloseTo(expected, 4);
        },
      ),
    );
  });

  it('does not punish silence: the weights of missing channels go to those that are there', () => {
    fc.assert(
      fc.property(weights, vectors, (asked, product) => {
        const effective = weightsFor(asked, product).text;
        const sum = effective.image + effective.description + effective.reviews;
        const whole = asked.text.image + asked.text.description + asked.text.reviews;
        const silent = !product.image && !product.description && !product.reviews;
        expect(sum).toBeCloseTo(silent ? 0 : whole, 6);
      }),
    );
  });
});

describe('indexQuery', () => {
  it('is linear in the parts', () => {
    fc.assert(
      fc.property(part, part, weights, (a, b, asked) => {
        const both = indexQuery([a, b], asked);
        const [alone, other] = [indexQuery([a], asked), indexQuery([b], asked)];
        both.forEach((value, at) => expect(value).toBeCloseTo((alone[at] ?? 0) + (other[at] ?? 0), 4));
      }),
    );
  });
});
