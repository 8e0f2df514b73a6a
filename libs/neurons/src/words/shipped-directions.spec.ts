import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dot, norm } from '#encoder';
import { packDirections, readShippedDirections, unpackDirections } from './shipped-directions.js';

const dimension = 256;

it('keeps directions as bytes with a cosine above .9999', () => {
  const value = fc.float({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: dimension, maxLength: dimension }), (values) => {
      const direction = Float32Array.from(values);
      fc.pre(norm(direction) > 1);
      const [kept] = unpackDirections(packDirections([direction]), dimension);
      expect(norm(kept!)).toBeCloseTo(1, 5);
      expect(dot(kept!, direction) / norm(direction)).toBeGreaterThan(0.9999);
    }),
  );
});

it('keeps a direction of no length, and the order', () => {
  const directions = [new Float32Array(2), Float32Array.of(0, -3), Float32Array.of(4, 0)];
  expect(unpackDirections(packDirections(directions), 2).map((d) => [...d])).toEqual([
    [0, 0],
    [0, -1],
    [1, 0],
  ]);
});

it('does not take directions of another model for its own', async () => {
  expect(await readShippedDirections('another model', dimension)).toBeUndefined();
});
