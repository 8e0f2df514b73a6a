import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dot, norm, centred } from '#encoder';
import { unitContributions } from './unit-contributions.js';

const vector = (length: number): fc.Arbitrary<Float32Array> =>
  fc
    .array(fc.float({ min: -2, max: 2, noNaN: true }), { minLength: length, maxLength: length })
    .map((values) => Float32Array.from(values));

describe('unitContributions', () => {
  it('sum to the inner product of the direction and the centred vector, with the rest', () => {
    fc.assert(
      fc.property(
        vector(7),
        vector(7 * 5),
        vector(5),
        vector(5).map((mean) => mean.map((value) => value / 10)),
        vector(5),
        (activations, weights, bias, mean, direction) => {
          const x = bias.map((value, i) =>
            activations.reduce((sum, a, unit) => sum + a * (weights[unit * 5 + i] ?? 0), value),
          );
          // A picture of hardly any length is rounding alone.
          fc.pre(norm(x) > 0.1);
          const { units, rest } = unitContributions(
            { kind: 'linear', value: 'units', vector: x, activations, weights, bias },
            mean,
            direction,
          );
          const sum = units.reduce((total, { contribution }) => total + contribution, rest);
          expect(sum).toBeCloseTo(dot(direction, centred(x, mean)), 3);
        },
      ),
    );
  });
});
