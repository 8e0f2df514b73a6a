import { describe, expect, it } from 'vitest';
import { best, chance, classFigures, middle, recallFigures } from './figures.js';

const vector = (...values: number[]): Float32Array => Float32Array.from(values);

describe('figures of an encoder', () => {
  const gallery = [vector(1, 0), vector(0.6, 0.8), vector(0, 1)];

  it('finds the best places in order', () => {
    expect(best(vector(0.8, 0.6), gallery, 2)).toEqual([1, 0]);
    expect(best(vector(0, 1), gallery, 9)).toEqual([2, 1, 0]);
  });

  it('counts a query whose key is among the first k', () => {
    const [first, second] = recallFigures(
      'r',
      { vectors: [vector(1, 0), vector(1, 0)], keys: ['a', 'b'] },
      { vectors: gallery, keys: ['a', 'b', 'b'] },
      [1, 2],
    );
    expect(first).toMatchObject({ name: 'r, R@1', values: [1, 0] });
    expect(second?.values).toEqual([1, 1]);
    expect(first?.random).toBeCloseTo((1 / 3 + 2 / 3) / 2);
  });

  it('names the nearest class', () => {
    const pictures = { vectors: [vector(1, 0), vector(0, 1)], labels: ['x', 'x'] };
    const classes = { vectors: [vector(1, 0), vector(0, 1)], names: ['x', 'y'] };
    expect(classFigures('c', pictures, classes)).toEqual([{ name: 'c', values: [1, 0], random: 0.5 }]);
  });

  it('knows what chance gives', () => {
    expect(chance(10, 1, 10)).toBe(1);
    expect(chance(10, 0, 3)).toBe(0);
    expect(chance(4, 2, 2)).toBeCloseTo(1 - 1 / 6);
  });

  it('takes the middle of prompts at unit length', () => {
    const [x, y] = middle([vector(1, 0), vector(0, 1)]);
    expect(x).toBeCloseTo(Math.SQRT1_2);
    expect(y).toBeCloseTo(Math.SQRT1_2);
  });
});
