import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Result } from '../api/types';
import { layOut, scoreSegments, sharedAxis } from './score-segments';

const value = fc.double({ min: -1, max: 1, noNaN: true });
const channels = { image: 0, description: 0, reviews: 0 };

/** A result whose parts and neurons add up to the same score, as the engine answers it. */
const results = fc
  .record({
    contributions: fc.array(value, { maxLength: 40 }),
    unnamed: fc.option(value, { nil: undefined }),
    remainder: value,
    lexical: fc.double({ min: 0, max: 1, noNaN: true }),
    rule: value,
  })
  .map(({ contributions, unnamed, remainder, lexical, rule }): Result => {
    const embedded = contributions.reduce((sum, each) => sum + each, remainder) + (unnamed ?? 0);
    return {
      product: {
        id: 'a',
        title: 'a',
        description: '',
        price: 1,
        currency: 'EUR',
        availability: 'in_stock',
        category: [],
        attributes: {},
        variantOf: null,
        pictures: [],
        reviews: { count: 0, averageRating: null },
      },
      score: embedded + lexical + rule,
      parts: [
        { source: 'image', value: embedded },
        { source: 'lexical', value: lexical },
        { source: 'rule', value: rule, rule: 'out-of-stock' },
      ],
      neurons: contributions.map((contribution, id) => ({
        id,
        name: `n${id}`,
        facet: 'colour',
        confidence: 0.9,
        contribution,
        channels,
      })),
      ...(unnamed === undefined ? {} : { unnamed: { count: 2, contribution: unnamed, channels } }),
      remainder,
    };
  });

describe('the score bar', () => {
  it('adds up to the score, whatever speaks for and against', () => {
    fc.assert(
      fc.property(results, (result) => {
        const sum = scoreSegments(result).reduce((total, segment) => total + segment.value, 0);
        expect(sum).toBeCloseTo(result.score, 9);
        expect(layOut(scoreSegments(result)).score).toBeCloseTo(result.score, 9);
      }),
    );
  });

  it('adds up from the channels when no neurons were asked for', () => {
    fc.assert(
      fc.property(results, (result) => {
        const plain = { product: result.product, score: result.score, parts: result.parts };
        expect(layOut(scoreSegments(plain)).score).toBeCloseTo(plain.score, 9);
      }),
    );
  });

  it('leaves no gap and no overlap between the pieces', () => {
    fc.assert(
      fc.property(results, (result) => {
        const { forIt, against, max, score } = layOut(scoreSegments(result));
        let end = 0;
        for (const piece of forIt) {
          expect(piece.from).toBe(end);
          end = piece.to;
        }
        expect(end).toBe(max);
        for (const piece of against) {
          expect(piece.to).toBe(end);
          end = piece.from;
        }
        expect(end).toBe(score);
      }),
    );
  });

  it('puts the strongest neuron first and what is left open last', () => {
    const [result] = fc.sample(results, 1);
    const segments = scoreSegments({
      ...result!,
      neurons: [0.1, 0.4, -0.2].map((contribution, id) => ({
        id,
        name: null,
        facet: null,
        confidence: 0,
        contribution,
        channels,
      })),
      remainder: 0.3,
    });
    expect(segments[0]).toMatchObject({ label: 'something without a name', value: 0.4 });
    expect(segments.at(-1)?.kind).toBe('remainder');
  });

  it('gives all bars one axis that holds each of them', () => {
    fc.assert(
      fc.property(fc.array(results, { minLength: 1, maxLength: 5 }), (slate) => {
        const layouts = slate.map((result) => layOut(scoreSegments(result)));
        const { min, max } = sharedAxis(layouts);
        for (const layout of layouts) {
          expect(layout.min).toBeGreaterThanOrEqual(min);
          expect(layout.max).toBeLessThanOrEqual(max);
        }
      }),
    );
  });
});
