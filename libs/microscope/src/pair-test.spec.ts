import { describe, expect, it } from 'vitest';
import { seededRandom } from '#platform';
import { leastAuc, leastFirings, pairTest, type FiringPair } from './pair-test.js';

const random = seededRandom(7);
const categories = ['mugs', 'shirts', 'lamps'];
const pairs = (count: number, one: (at: number) => Omit<FiringPair, 'category'>): FiringPair[] =>
  Array.from({ length: count }, (_, at) => ({ ...one(at), category: categories[at % 3] ?? '' }));

describe('the test of pairs', () => {
  it('passes a neuron that fires for the same products in both', () => {
    const result = pairTest(
      pairs(300, (at) => (at % 7 < 2 ? { image: 0.5 + random(), text: 0.4 } : { image: 0, text: 0 })),
    );
    expect(result).toMatchObject({ pairs: 300, tested: true, auc: 1, passed: true, pWithinCategory: 0.001 });
  });

  it('does not pass one that fires at random', () => {
    const result = pairTest(
      pairs(400, () => ({ image: random() < 0.2 ? random() : 0, text: random() < 0.2 ? random() : 0 })),
    );
    if (!result.tested) throw new Error(result.reason);
    expect(result.passed).toBe(false);
    expect(result.auc).toBeLessThan(leastAuc);
    expect(result.pOverAll).toBeGreaterThan(0.05);
  });

  it('sees through one that only knows the category', () => {
    // Fires for most mugs on both sides, but not for the same mugs.
    const result = pairTest(
      pairs(600, (at) =>
        at % 3 === 0
          ? { image: random() < 0.6 ? random() : 0, text: random() < 0.6 ? random() : 0 }
          : { image: 0, text: 0 },
      ),
    );
    if (!result.tested) throw new Error(result.reason);
    expect(result.auc).toBeGreaterThan(leastAuc);
    expect(result.pOverAll).toBeLessThan(0.01);
    expect(result.pWithinCategory).toBeGreaterThan(0.05);
    expect(result.passed).toBe(false);
  });

  it('says p no smaller than chance would, for a neuron without any agreement', () => {
    const ps = Array.from({ length: 60 }, () => {
      const result = pairTest(
        pairs(120, () => ({ image: random() < 0.4 ? random() : 0, text: random() < 0.4 ? 1 : 0 })),
      );
      return result.tested ? result.pWithinCategory : 1;
    });
    expect(ps.filter((p) => p < 0.05).length).toBeLessThan(10);
    expect(ps.filter((p) => p < 0.5).length).toBeGreaterThan(15);
  });

  it('is the same each time', () => {
    const some = pairs(200, (at) => ({ image: at % 5 === 0 ? 1 : 0, text: at % 4 === 0 ? 1 : 0 }));
    expect(pairTest(some)).toEqual(pairTest(some));
  });

  it.each([
    [leastFirings - 1, leastFirings],
    [leastFirings, leastFirings - 1],
    [0, 0],
  ])('says that it is not tested where it fires on %i pictures and %i texts', (image, text) => {
    const result = pairTest(pairs(100, (at) => ({ image: at < image ? 1 : 0, text: at < text ? 1 : 0 })));
    expect(result).toMatchObject({ tested: false, firesOnPictures: image, firesOnTexts: text });
    if (result.tested) throw new Error('it was');
    expect(result.reason).toContain(`the first picture of ${image} and the first passage of ${text} of 100`);
  });

  it('says that it is not tested where it fires for all words, and of no pairs', () => {
    expect(pairTest(pairs(50, () => ({ image: 1, text: 1 })))).toMatchObject({ tested: false });
    expect(pairTest([])).toMatchObject({ tested: false, pairs: 0 });
  });
});
