import { seededRandom } from '#platform';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lossAndGradients, type FiringPairs } from './gradients.js';
import { arraysOf, initialParameters, sides, zerosLike, type Pairs, type Parameters } from './parameters.js';
import { shuffledIndexes } from './shuffled-indexes.js';

const dimension = 6;
const units = 10;
const active = 3;

function pairsOf(random: () => number, count: number): Pairs {
  const rows = (): Float32Array => Float32Array.from({ length: count * dimension }, () => 2 * random() - 1);
  return { count, dimension, image: rows(), text: rows() };
}

/** Chosen units with the activations that the encoder gives them: relu(v . e + b). */
function firingOf(parameters: Parameters, batch: Pairs, chosen: FiringPairs): FiringPairs {
  const firing = (side: 'image' | 'text') => ({
    ...chosen[side],
    activations: Float32Array.from(chosen[side].units, (unit, at) => {
      const row = Math.floor(at / active);
      let sum = parameters.bias[unit]!;
      for (let j = 0; j < dimension; j += 1)
        sum += batch[side][row * dimension + j]! * parameters.encoder[unit * dimension + j]!;
      return Math.max(0, sum);
    }),
  });
  return { image: firing('image'), text: firing('text') };
}

function chosenUnits(random: () => number, count: number): FiringPairs {
  const firing = () => ({
    active,
    activations: new Float32Array(count * active),
    units: Int32Array.from(
      Array.from({ length: count }, () => [...shuffledIndexes(units, random).subarray(0, active)]).flat(),
    ),
  });
  return { image: firing(), text: firing() };
}

describe('lossAndGradients', () => {
  it('agrees with numerical gradients for every parameter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.1, max: 2, noNaN: true }),
        (seed, crossWeight, weight) => {
          const random = seededRandom(seed);
          const batch = pairsOf(random, 4);
          const parameters = initialParameters(batch, units, random);
          parameters.bias.forEach((_, k) => (parameters.bias[k] = 0.3 * random()));
          const chosen = chosenUnits(random, batch.count);
          const settings = { crossWeight };
          const gradients = zerosLike(parameters);
          lossAndGradients(
            parameters,
            batch,
            firingOf(parameters, batch, chosen),
            settings,
            gradients,
            weight,
          );
          const loss = (): number =>
            weight *
            lossAndGradients(
              parameters,
              batch,
              firingOf(parameters, batch, chosen),
              settings,
              zerosLike(parameters),
            ).loss;
          const all = arraysOf(gradients);
          arraysOf(parameters).forEach((values, a) => {
            for (let turn = 0; turn < 4; turn += 1) {
              const i = Math.floor(random() * values.length);
              const before = values[i]!;
              const step = 2e-3;
              const at = (x: number): number => {
                values[i] = x;
                return loss();
              };
              const [above, below] = [at(before + step), at(before - step)];
              const middle = at(before);
              // At the edge of the ReLU the loss has no slope to compare with.
              const bend = Math.abs(above + below - 2 * middle) / step;
              if (bend > 0.04) continue;
              const slope = (above - below) / (2 * step);
              expect(Math.abs(all[a]![i]! - slope)).toBeLessThan(0.03 * (1 + Math.abs(slope)));
            }
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('leaves nothing open where the units add up to the vector', () => {
    const batch: Pairs = {
      count: 1,
      dimension: 2,
      image: Float32Array.of(0.6, 0.8),
      text: Float32Array.of(0.6, 0.8),
    };
    const rows = Float32Array.of(1, 0, 0, 1);
    const parameters: Parameters = {
      units: 2,
      dimension: 2,
      encoder: rows,
      bias: new Float32Array(2),
      decoders: { image: rows, text: rows },
    };
    const firing = { active: 2, units: Int32Array.of(1, 0), activations: Float32Array.of(0.8, 0.6) };
    const gradients = zerosLike(parameters);
    const { loss, open } = lossAndGradients(
      parameters,
      batch,
      { image: firing, text: firing },
      { crossWeight: 1 },
      gradients,
    );
    expect(loss).toBeCloseTo(0, 6);
    for (const side of sides) expect(open[side][0]).toBeCloseTo(0, 6);
    for (const array of arraysOf(gradients)) for (const value of array) expect(value).toBeCloseTo(0, 6);
  });
});
