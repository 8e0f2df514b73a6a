import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestTurn, type Rival, type Turnable } from './smallest-turn.js';

// Scores in steps, so that brute force meets the ends exactly.
const score = fc.integer({ min: -40, max: 40 }).map((value) => value / 20);
const turnable: fc.Arbitrary<Turnable> = fc.record({ score, along: score });
const rivals: fc.Arbitrary<Rival[]> = fc.array(
  fc.record({ score, along: score, family: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'own') }),
  { maxLength: 15 },
);

/** Whether the target is in, by sorting everything. */
function isIn(target: Turnable, others: readonly Rival[], top: number, turn: number): boolean {
  const own = target.score + turn * target.along;
  const ahead = new Set(
    others.filter(({ score, along }) => score + turn * along >= own - 1e-9).map(({ family }) => family),
  );
  return !ahead.has('own') && ahead.size < top;
}

describe('smallestTurn', () => {
  it('brings the target in, and no smaller turn of a fine grid does', () => {
    fc.assert(
      fc.property(turnable, rivals, fc.integer({ min: 1, max: 4 }), (target, others, top) => {
        const turn = smallestTurn(target, others, 'own', top, 2);
        const grid = Array.from({ length: 401 }, (_, at) => at / 200);
        const first = grid.find((tried) => isIn(target, others, top, tried));
        if (turn === undefined) {
          // Windows narrower than the grid are found by the exact walk only, never the other way round.
          expect(first).toBeUndefined();
          return;
        }
        expect(turn).toBeLessThanOrEqual(2);
        expect(isIn(target, others, top, turn)).toBe(true);
        // Told in steps of .01, and a lead of 1e-5 has to be won.
        if (first !== undefined) expect(turn).toBeLessThanOrEqual(first + 0.01 + 1e-3);
      }),
      { numRuns: 2000 },
    );
  });

  it('is 0 for who is in already, and nothing where the rivals hold as much of the neuron', () => {
    expect(smallestTurn({ score: 1, along: 0 }, [], 'own', 1, 2)).toBe(0);
    expect(
      smallestTurn({ score: 0, along: 1 }, [{ score: 1, along: 1, family: 'a' }], 'own', 1, 2),
    ).toBeUndefined();
  });

  it('counts a family once, however many of it are ahead', () => {
    const ahead = (family: string): Rival => ({ score: 1, along: 0, family });
    const target = { score: 0, along: 1 };
    expect(smallestTurn(target, [ahead('a'), ahead('a'), ahead('a')], 'own', 2, 2)).toBe(0);
    expect(smallestTurn(target, [ahead('a'), ahead('b')], 'own', 2, 2)).toBe(1.01);
  });
});
