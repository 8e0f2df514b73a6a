import { seededRandom } from '#platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initialParameters, type Pairs } from './parameters.js';
import { withoutSilent } from './prune.js';
import { UnitSelector } from './unit-selector.js';

const dimension = 8;
const units = 12;

describe('withoutSilent', () => {
  let selector: UnitSelector;
  beforeAll(async () => {
    selector = await UnitSelector.open();
  });
  afterAll(() => selector.close());

  it('leaves out what fires for nothing, and keeps all of the others in their order', async () => {
    const random = seededRandom(3);
    const side = (): Float32Array => Float32Array.from({ length: 50 * dimension }, () => random() - 0.5);
    const pairs: Pairs = { count: 50, dimension, image: side(), text: side() };
    const before = initialParameters(pairs, units, random);
    const silent = [2, 7, 11];
    for (const unit of silent) before.bias[unit] = -100;
    const after = await withoutSilent(before, pairs, selector, { active: units, batch: 16 });
    const kept = Array.from({ length: units }, (_, unit) => unit).filter((unit) => !silent.includes(unit));
    expect(after.units).toBe(kept.length);
    const row = (rows: Float32Array, unit: number): Float32Array =>
      rows.slice(unit * dimension, (unit + 1) * dimension);
    kept.forEach((unit, k) => {
      expect(after.bias[k]).toBe(before.bias[unit]);
      expect(row(after.encoder, k)).toEqual(row(before.encoder, unit));
      for (const modality of ['image', 'text'] as const)
        expect(row(after.decoders[modality], k)).toEqual(row(before.decoders[modality], unit));
    });
  });
});
