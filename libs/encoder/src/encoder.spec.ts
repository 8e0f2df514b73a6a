import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dot, norm, centred } from './encoder.js';

const component = fc.float({ min: -10, max: 10, noNaN: true });
const vector = fc.array(component, { minLength: 8, maxLength: 8 }).map((values) => Float32Array.from(values));

describe('serve', () => {
  it('gives a vector of length one, or of length zero where there is no direction', () => {
    fc.assert(
      fc.property(vector, vector, (x, mean) => {
        const length = norm(centred(x, mean));
        expect(length < 1e-6 || Math.abs(length - 1) < 1e-5).toBe(true);
      }),
    );
  });

  it('does not depend on the length of the output', () => {
    fc.assert(
      fc.property(vector, fc.integer({ min: 1, max: 50 }), (x, factor) => {
        fc.pre(norm(x) > 0.1);
        const mean = new Float32Array(8).fill(0.01);
        const scaled = x.map((value) => value * factor);
        const [a, b] = [centred(x, mean), centred(scaled, mean)];
        a.forEach((value, i) => expect(Math.abs(value - b[i]!)).toBeLessThan(1e-4));
      }),
    );
  });

  it('keeps a vector of no length at zero, whatever the means', () => {
    expect([...centred(new Float32Array(8), new Float32Array(8).fill(0.5))]).toEqual(Array(8).fill(0));
  });

  it('leaves its input alone', () => {
    const x = Float32Array.of(3, 4);
    centred(x, Float32Array.of(0.1, 0.1));
    expect([...x]).toEqual([3, 4]);
  });
});

describe('dot', () => {
  it('is symmetric, linear, and the square of the length for a vector with itself', () => {
    fc.assert(
      fc.property(vector, vector, vector, (a, b, c) => {
        expect(dot(a, b)).toBe(dot(b, a));
        const sum = Float32Array.from(b, (value, i) => value + c[i]!);
        expect(dot(a, sum)).toBeCloseTo(dot(a, b) + dot(a, c), 2);
        expect(dot(a, a)).toBeCloseTo(norm(a) ** 2, 6);
      }),
    );
  });
});
