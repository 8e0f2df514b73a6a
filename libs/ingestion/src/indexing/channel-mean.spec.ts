import fc from 'fast-check';
import { expect, it } from 'vitest';
import { channelMean } from './channel-mean.js';

it('the mean of no vectors is undefined, of one that vector', () => {
  expect(channelMean([])).toBeUndefined();
  expect(channelMean([Float32Array.of(0.5, -1)])).toEqual(Float32Array.of(0.5, -1));
});

it('is linear: the inner product with a query is the mean of the inner products', () => {
  const value = fc.float({ min: -1, max: 1, noNaN: true });
  const vector = fc.array(value, { minLength: 8, maxLength: 8 }).map((values) => Float32Array.from(values));
  const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
  fc.assert(
    fc.property(fc.array(vector, { minLength: 1, maxLength: 20 }), vector, (atoms, query) => {
      const mean = channelMean(atoms) ?? new Float32Array();
      const expected = atoms.reduce((sum, atom) => sum + dot(atom, query), 0) / atoms.length;
      expect(dot(mean, query)).toBeCloseTo(expected, 5);
    }),
  );
});
