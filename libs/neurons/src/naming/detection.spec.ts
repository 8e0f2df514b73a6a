import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceRight, detectionOf } from './detection.js';

/** Counts all pairs of a product with and one without the property. */
function auc(scores: readonly number[], holds: readonly boolean[]): number {
  let [wins, pairs] = [0, 0];
  scores.forEach((score, i) => {
    scores.forEach((other, j) => {
      if (!holds[i] || holds[j]) return;
      pairs += 1;
      wins += score > other ? 1 : score === other ? 0.5 : 0;
    });
  });
  return wins / pairs;
}

describe('unitDetection', () => {
  it('has the share of right pairs, ties counted half, whatever fires', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ score: fc.constantFrom(0, 0, 0, 0.1, 0.2, 0.3), holds: fc.boolean() }), {
          minLength: 12,
          maxLength: 40,
        }),
        (products) => {
          const holds = new Set(products.flatMap((product, i) => (product.holds ? [i] : [])));
          const firing = new Map(
            products.flatMap(({ score }, i) => (score > 0 ? [[i, score] as const] : [])),
          );
          const found = detectionOf(firing, holds, new Set(products.keys()));
          if (holds.size < 5 || products.length - holds.size < 5) {
            expect(found).toBeUndefined();
            return;
          }
          const expected = auc(
            products.map(({ score }) => score),
            products.map((product) => product.holds),
          );
          expect(found?.auc).toBeCloseTo(expected, 9);
          expect(found?.positives).toBe(holds.size);
        },
      ),
    );
  });

  it('counts only products of which the property is known', () => {
    const holds = new Set([0, 1, 2, 3, 4]);
    const judged = new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const firing = new Map([...[0, 1, 2, 3, 4].map((i) => [i, 0.5] as const), [50, 0.9], [51, 0.9]]);
    expect(detectionOf(firing, holds, judged)).toEqual({
      positives: 5,
      auc: 1,
      firesWith: 1,
      firesWithout: 0,
    });
  });
});

describe('chanceRight', () => {
  it.each([
    [{ positives: 98, auc: 1, firesWith: 1, firesWithout: 0 }, 0.99],
    [{ positives: 5, auc: 0.5, firesWith: 0, firesWithout: 0 }, 0.5],
    [{ positives: 100, auc: 0.5, firesWith: 0.5, firesWithout: 0.5 }, 0.5],
  ])('of %j is %d', (detection, expected) => {
    expect(chanceRight(detection)).toBeCloseTo(expected, 6);
  });
});
