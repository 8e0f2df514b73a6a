import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dot, norm, channels } from '#encoder';
import type { ChannelVectors, FusionWeights } from './channel-vectors.js';
import { effectiveWeights, fuse, maxNorm, presentChannels } from './fuse.js';

const dimension = 6;

const weight = fc.double({ min: 0, max: 3, noNaN: true });
const row = fc.record({ image: weight, description: weight, reviews: weight });
const anyWeights: fc.Arbitrary<FusionWeights> = fc.record({ text: row, image: row });
const vector = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: dimension, maxLength: dimension })
  .map((numbers) => {
    const raw = Float32Array.from(numbers);
    const length = Math.max(1, norm(raw));
    return raw.map((value) => value / length);
  });
const maybe = fc.option(vector, { nil: undefined });
const anyVectors: fc.Arbitrary<ChannelVectors> = fc.record({
  image: maybe,
  description: maybe,
  reviews: maybe,
});

describe('effectiveWeights', () => {
  it('keeps the sum, gives nothing to missing channels and keeps the proportions of the present ones', () => {
    fc.assert(
      fc.property(anyWeights, fc.constantFrom('text', 'image'), anyVectors, (weights, modality, vectors) => {
        const present = presentChannels(vectors);
        const base = weights[modality];
        const spread = effectiveWeights(weights, modality, present);
        const sum = (of: typeof base): number => of.image + of.description + of.reviews;
        expect(sum(spread)).toBeCloseTo(present.size > 0 ? sum(base) : 0, 9);
        for (const c of channels) if (!present.has(c)) expect(spread[c]).toBe(0);
        for (const a of present) {
          for (const b of present) expect(spread[a] * base[b]).toBeCloseTo(spread[b] * base[a], 6);
        }
      }),
    );
  });

  it('keeps the sum of weights whose product is too small for a number', () => {
    const row = { image: Number.MIN_VALUE, description: 0, reviews: 5e-10 };
    expect(effectiveWeights({ text: row, image: row }, 'image', new Set(['image'])).image).toBe(5e-10);
  });

  it('shares evenly where the present channels weigh nothing', () => {
    const weights = {
      text: { image: 2, description: 0, reviews: 0 },
      image: { image: 1, description: 0, reviews: 0 },
    };
    expect(effectiveWeights(weights, 'text', new Set(['description', 'reviews']))).toEqual({
      image: 0,
      description: 1,
      reviews: 1,
    });
  });
});

describe('fuse', () => {
  it('makes late fusion one inner product', () => {
    fc.assert(
      fc.property(anyWeights, anyVectors, vector, (weights, vectors, query) => {
        const w = effectiveWeights(weights, 'text', presentChannels(vectors));
        const late = channels.reduce((sum, c) => sum + (vectors[c] ? w[c] * dot(query, vectors[c]) : 0), 0);
        expect(dot(query, fuse(vectors, weights, dimension))).toBeCloseTo(late, 5);
      }),
    );
  });

  it('is never longer than the sum of the weights', () => {
    fc.assert(
      fc.property(anyWeights, anyVectors, (weights, vectors) => {
        expect(norm(fuse(vectors, weights, dimension))).toBeLessThanOrEqual(
          maxNorm(weights) * (1 + 1e-6) + 1e-9,
        );
      }),
    );
  });
});
