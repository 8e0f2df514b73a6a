import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestSplit, chances, expectedGain, strongestOf, type Askable, type Candidate } from './questions.js';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const askable: fc.Arbitrary<Askable[]> = fc
  .array(
    fc.record({
      facet: fc.constantFrom('colour' as const, 'part' as const, null),
      confidence: fc.double({ min: 0.6, max: 1, noNaN: true }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((neurons) => neurons.map((neuron, id) => ({ id, ...neuron })));
const candidates: fc.Arbitrary<Candidate[]> = fc
  .array(
    fc.record({
      score: fc.double({ min: -1, max: 1, noNaN: true }),
      fires: fc.dictionary(fc.integer({ min: 0, max: 5 }).map(String), share),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((given) => {
    const likely = chances(
      given.map(({ score }) => score),
      0.1,
    );
    return given.map(({ fires }, at) => ({
      chance: likely[at] ?? 0,
      fires: new Map(Object.entries(fires).map(([id, activation]) => [Number(id), activation])),
    }));
  });

describe('chances', () => {
  it('add up to 1 and keep the order of the scores', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (scores) => {
          const likely = chances(scores, 0.3);
          expect(likely.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
          scores.forEach((a, i) => {
            scores.forEach((b, j) => {
              if (a > b) expect(likely[i]).toBeGreaterThanOrEqual(likely[j]!);
            });
          });
        },
      ),
    );
  });
});

describe('expectedGain', () => {
  it('is 0..1, the same for a property and its opposite, most in the middle, and grows with confidence', () => {
    fc.assert(
      fc.property(share, fc.double({ min: 0.5, max: 1, noNaN: true }), (held, confidence) => {
        const gain = expectedGain(held, confidence);
        expect(gain).toBeGreaterThanOrEqual(0);
        expect(gain).toBeLessThanOrEqual(1);
        expect(expectedGain(1 - held, confidence)).toBeCloseTo(gain, 9);
        expect(expectedGain(0.5, confidence)).toBeGreaterThanOrEqual(gain - 1e-12);
        expect(expectedGain(held, 1)).toBeGreaterThanOrEqual(gain - 1e-12);
      }),
    );
  });

  it('is a whole bit for a sure property that half of them have, and nothing where all do or the name is a guess', () => {
    expect(expectedGain(0.5, 1)).toBe(1);
    expect(expectedGain(1, 0.9)).toBeCloseTo(0, 12);
    expect(expectedGain(0.5, 0.5)).toBe(0);
  });
});

describe('bestSplit', () => {
  it('asks of what may be asked only, one neuron or two of one facet, and no yes-no question tells more', () => {
    fc.assert(
      fc.property(candidates, askable, (pool, neurons) => {
        const best = bestSplit(pool, neurons)!;
        expect(best.gain).toBeGreaterThanOrEqual(0);
        expect(best.gain).toBeLessThanOrEqual(1);
        for (const neuron of best.neurons) expect(neurons).toContain(neuron);
        expect(new Set(best.neurons.map(({ facet }) => facet)).size).toBe(1);
        for (const { id, confidence } of neurons) {
          const held = pool.reduce((sum, { chance, fires }) => sum + (fires.has(id) ? chance : 0), 0);
          expect(best.gain).toBeGreaterThanOrEqual(expectedGain(held, confidence) - 1e-12);
        }
      }),
    );
  });

  it('asks which of two colours where the candidates are of either', () => {
    const colour = (id: number): Askable => ({ id, facet: 'colour', confidence: 1 });
    const of = (id: number): Candidate => ({ chance: 0.25, fires: new Map([[id, 1]]) });
    const split = bestSplit([of(0), of(0), of(1), of(1)], [colour(0), colour(1), colour(2)]);
    expect(split?.gain).toBe(1);
    expect(bestSplit([of(0)], [])).toBeUndefined();
  });
});

describe('strongestOf', () => {
  it('is the one that fires most, or none', () => {
    const fires = new Map([
      [1, 0.2],
      [2, 0.7],
    ]);
    expect(strongestOf(fires, [{ id: 1 }, { id: 2 }, { id: 3 }])).toBe(2);
    expect(strongestOf(fires, [{ id: 3 }])).toBeUndefined();
  });
});
