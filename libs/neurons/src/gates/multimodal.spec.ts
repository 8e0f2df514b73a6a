import { seededRandom } from '#platform';
import { describe, expect, it } from 'vitest';
import type { Code } from '../dictionary.js';
import { discoveries, unitAgreements, type CodedPair } from './multimodal.js';

const code = (...units: number[]): Code => ({
  neurons: Int32Array.from(units),
  activations: Float32Array.from(units, () => 0.5),
});

describe('unitAgreements', () => {
  const random = seededRandom(3);
  // Unit 0 follows the pair, unit 1 only the category, unit 2 nothing.
  const pairs: CodedPair[] = Array.from({ length: 600 }, (_, i) => {
    const category = i % 2 === 0 ? 'mug' : 'shirt';
    const own = random() < 0.3 ? [0] : [];
    const kind = (): number[] => (category === 'mug' && random() < 0.6 ? [1] : []);
    const noise = (): number[] => (random() < 0.3 ? [2] : []);
    return {
      category,
      image: code(...own, ...kind(), ...noise()),
      text: code(...own, ...kind(), ...noise()),
    };
  });
  const found = new Map(unitAgreements(pairs, 4, 199).map((agreement) => [agreement.unit, agreement]));

  it('calls a unit multimodal that fires for the same products in both modalities', () => {
    expect(found.get(0)).toMatchObject({ multimodal: true, auc: 1, pOverAll: 0.005, pWithinCategory: 0.005 });
  });

  it('does not, where it only follows the category', () => {
    expect(found.get(1)?.pOverAll).toBe(0.005);
    expect(found.get(1)?.pWithinCategory).toBeGreaterThan(0.05);
    expect(found.get(1)?.multimodal).toBe(false);
  });

  it('does not, where picture and words fire independently, and leaves out units that hardly fire', () => {
    expect(found.get(2)?.multimodal).toBe(false);
    expect(found.get(2)?.auc).toBeCloseTo(0.5, 1);
    expect(found.has(3)).toBe(false);
  });
});

describe('discoveries', () => {
  it.each([
    [
      [0.01, 0.02, 0.03, 0.04, 0.05],
      [true, true, true, true, true],
    ],
    [
      [0.5, 0.011, 0.9, 0.04],
      [false, true, false, false],
    ],
    [
      [0.9, 0.8],
      [false, false],
    ],
  ])('of %j at 5 %% are %j', (pValues, expected) => {
    expect(discoveries(pValues, 0.05)).toEqual(expected);
  });
});
