import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SparseCoder } from './sparse-coder.js';

const dimension = 12;
const value = fc.float({ min: -1, max: 1, noNaN: true });
const direction = fc
  .array(value, { minLength: dimension, maxLength: dimension })
  .map((x) => Float32Array.from(x))
  .filter((x) => Math.hypot(...x) > 0.1)
  .map((x) => x.map((v) => v / Math.hypot(...x)));
const limits = { mostActive: 5, leastActivation: 0.05 };

function rest(vector: Float32Array, coder: SparseCoder): Float64Array {
  const code = coder.code(vector);
  const open = Float64Array.from(vector);
  code.neurons.forEach((k, i) =>
    coder.direction(k).forEach((d, j) => (open[j]! -= code.activations[i]! * d)),
  );
  return open;
}

describe('SparseCoder', () => {
  it('gives few, distinct, positive activations, the strongest first, and never a longer remainder', () => {
    fc.assert(
      fc.property(fc.array(direction, { minLength: 1, maxLength: 30 }), direction, (directions, vector) => {
        const coder = new SparseCoder(directions, limits);
        const { neurons, activations } = coder.code(vector);
        expect(neurons.length).toBeLessThanOrEqual(limits.mostActive);
        expect(new Set(neurons).size).toBe(neurons.length);
        expect(activations.every((a) => a >= limits.leastActivation - 1e-6)).toBe(true);
        expect([...activations]).toEqual([...activations].sort((a, b) => b - a));
        expect(Math.hypot(...rest(vector, coder))).toBeLessThanOrEqual(1 + 1e-5);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves a remainder at right angles to what it chose', () => {
    fc.assert(
      fc.property(fc.array(direction, { minLength: 1, maxLength: 30 }), direction, (directions, vector) => {
        const coder = new SparseCoder(directions, limits);
        const open = rest(vector, coder);
        for (const k of coder.code(vector).neurons) {
          let product = 0;
          coder.direction(k).forEach((d, j) => (product += d * open[j]!));
          expect(Math.abs(product)).toBeLessThan(1e-3);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('finds the parts that a vector was made of', () => {
    const axis = (k: number): Float32Array =>
      Float32Array.from({ length: dimension }, (_, j) => (j === k ? 1 : 0));
    const coder = new SparseCoder([0, 1, 2, 3].map(axis), limits);
    const { neurons, activations } = coder.code(
      Float32Array.of(0.3, 0, 0.8, 0.04, 0.2, 0, 0, 0, 0, 0, 0, -0.4),
    );
    expect([...neurons]).toEqual([2, 0]);
    expect(activations[0]).toBeCloseTo(0.8, 5);
    expect(activations[1]).toBeCloseTo(0.3, 5);
  });

  it('fires for nothing where a vector points away from all directions, or is zero', () => {
    const up = Float32Array.of(1, 0);
    const coder = new SparseCoder([up], limits);
    expect(coder.code(Float32Array.of(-1, 0)).neurons).toHaveLength(0);
    expect(coder.code(Float32Array.of(0, 0)).neurons).toHaveLength(0);
  });

  it('does not take the same direction twice under two names', () => {
    const up = Float32Array.of(1, 0, 0);
    const coder = new SparseCoder([up, up.slice(), Float32Array.of(0, 1, 0)], limits);
    expect(coder.code(Float32Array.of(0.8, 0.6, 0)).neurons).toHaveLength(2);
  });
});
