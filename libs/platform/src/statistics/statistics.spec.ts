import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaUnderCurve } from './area-under-curve.js';
import { bootstrap, bootstrapOfTwo, estimate } from './bootstrap.js';
import { permutationP, shuffle } from './permutation.js';
import { deviation, mean, median, quantile, upperMedian } from './quantiles.js';
import { seededRandom } from './seeded-random.js';

const values = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 50 });
const ranks = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 });

describe('quantile', () => {
  it('is the least value that as large a share does not exceed', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (all, q) => {
        const found = quantile(all, q);
        const upTo = (limit: number): number => all.filter((value) => value <= limit).length / all.length;
        expect(all).toContain(found);
        expect(upTo(found)).toBeGreaterThanOrEqual(q - 1e-12);
        for (const less of all.filter((value) => value < found)) expect(upTo(less)).toBeLessThan(q);
      }),
    );
    expect(() => quantile([], 0.5)).toThrow(RangeError);
  });

  it('has the two medians at the middle', () => {
    fc.assert(
      fc.property(values, (all) => {
        const sorted = all.toSorted((a, b) => a - b);
        expect(median(all)).toBe(sorted[Math.floor((all.length - 1) / 2)]);
        expect(upperMedian(all)).toBe(sorted[Math.floor(all.length / 2)]);
      }),
    );
    expect(upperMedian([])).toBe(0);
  });
});

describe('mean and deviation', () => {
  it('move and stretch with the values', () => {
    fc.assert(
      fc.property(values, (all) => {
        const moved = all.map((value) => 3 - 2 * value);
        expect(mean(moved)).toBeCloseTo(3 - 2 * mean(all), 9);
        expect(deviation(moved)).toBeCloseTo(2 * deviation(all), 9);
      }),
    );
    expect(deviation([1, 3])).toBe(1);
    expect(mean([])).toBeNaN();
  });
});

describe('bootstrap', () => {
  it('has an interval within the values, and the same one each time', () => {
    fc.assert(
      fc.property(values, (all) => {
        const first = estimate(all);
        expect(first.mean).toBeCloseTo(mean(all), 12);
        expect(first.low).toBeLessThanOrEqual(first.high);
        expect(first.low).toBeGreaterThanOrEqual(Math.min(...all) - 1e-9);
        expect(first.high).toBeLessThanOrEqual(Math.max(...all) + 1e-9);
        expect(estimate(all)).toEqual(first);
      }),
      { numRuns: 20 },
    );
    expect(() => estimate([])).toThrow(RangeError);
  });

  it('covers the true mean about as often as it says', () => {
    const random = seededRandom(7);
    let covered = 0;
    for (let run = 0; run < 200; run += 1) {
      const { low, high } = estimate(Array.from({ length: 100 }, () => (random() < 0.3 ? 1 : 0)));
      if (low <= 0.3 && 0.3 <= high) covered += 1;
    }
    expect(covered / 200).toBeGreaterThan(0.88);
  });

  it('has about the width that the normal approximation gives', () => {
    const { low, high } = estimate(Array.from({ length: 400 }, (_, i) => i % 2));
    expect(high - low).toBeGreaterThan(0.08);
    expect(high - low).toBeLessThan(0.12);
  });

  it('draws each sample from itself, as often as asked and by the seed', () => {
    let calls = 0;
    const found = bootstrapOfTwo(
      [5, 3],
      (places, others) => {
        calls += 1;
        expect([places.length, others.length]).toEqual([5, 3]);
        expect(Math.max(...places)).toBeLessThan(5);
        expect(Math.max(...others)).toBeLessThan(3);
        return mean(places) - mean(others);
      },
      { resamples: 40 },
    );
    expect(calls).toBe(41);
    expect(found.mean).toBe(1);
    const seeded = (seed?: number) =>
      bootstrap(9, (places) => mean(places), seed === undefined ? {} : { seed });
    expect(seeded(9)).toEqual(seeded());
    expect(seeded(1)).not.toEqual(seeded());
  });
});

describe('areaUnderCurve', () => {
  it('is the share of pairs, ties counted half', () => {
    fc.assert(
      fc.property(ranks, ranks, (positive, negative) => {
        const wins = positive.flatMap((a) => negative.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
        expect(areaUnderCurve(positive, negative)).toBeCloseTo(mean(wins), 12);
        expect(areaUnderCurve(negative, positive)).toBeCloseTo(1 - mean(wins), 12);
      }),
    );
    expect(areaUnderCurve([1], [])).toBeNaN();
  });
});

describe('shuffle', () => {
  it('keeps the items', () => {
    fc.assert(
      fc.property(values, fc.integer(), (all, seed) => {
        const mixed = [...all];
        shuffle(mixed, seededRandom(seed));
        expect(mixed.toSorted((a, b) => a - b)).toEqual(all.toSorted((a, b) => a - b));
      }),
    );
  });
});

describe('permutationP', () => {
  it('counts the shuffles that reach each figure, the observed order among them', () => {
    fc.assert(
      fc.property(fc.array(ranks, { minLength: 1, maxLength: 20 }), (turns) => {
        const observed = [2, 3, 99, 0];
        const figures = turns.map((turn) => observed.map((_, i) => turn[i % turn.length] as number));
        let turn = 0;
        const p = permutationP(observed, () => figures[turn++] as number[], turns.length);
        observed.forEach((value, i) => {
          const reached = figures.filter((own) => (own[i] as number) >= value).length;
          expect(p[i]).toBe((reached + 1) / (turns.length + 1));
        });
      }),
    );
  });

  it('takes figures within the tolerance for equal', () => {
    expect(permutationP([1], () => [1 - 1e-12], 9)[0]).toBe(0.1);
    expect(permutationP([1], () => [1 - 1e-12], 9, 1e-9)[0]).toBe(1);
  });
});
