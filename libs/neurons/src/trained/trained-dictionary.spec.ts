import { seededRandom } from '#platform';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dot, norm } from '#encoder';
import { initialParameters, type Pairs } from '../fit/parameters.js';
import { readDictionaryFolder, writeDictionaryFolder } from './dictionary-folder.js';
import { packWeights, trainedId, unpackWeights } from './dictionary-weights.js';
import { leastActivation, TrainedDictionary } from './trained-dictionary.js';

const dimension = 16;
const units = 48;
const active = 6;

function pairs(seed: number): Pairs {
  const random = seededRandom(seed);
  const rows = (): Float32Array => {
    const all = Float32Array.from({ length: 64 * dimension }, () => random() - 0.5);
    for (let row = 0; row < 64; row += 1) {
      const own = all.subarray(row * dimension, (row + 1) * dimension);
      const length = norm(own);
      own.forEach((x, j) => (own[j] = x / length));
    }
    return all;
  };
  return { count: 64, dimension, image: rows(), text: rows() };
}

const unnamed = Array.from({ length: units }, (_, id) => ({
  id,
  name: null,
  facet: null,
  confidence: 0,
  sensitive: false,
}));

describe('a trained dictionary', () => {
  it('codes with few units, not negative, and is best for them: the remainder is square to all that fire', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom('image', 'text'), (seed, modality) => {
        const given = pairs(seed);
        const dictionary = new TrainedDictionary(
          'test',
          initialParameters(given, units, seededRandom(seed)),
          active,
          unnamed,
        );
        const vector = given[modality].subarray(0, dimension);
        const code = dictionary.code(vector, modality);
        expect(code.neurons.length).toBeLessThanOrEqual(active);
        expect(code.neurons.length).toBeGreaterThan(0);
        expect([...code.activations].sort((a, b) => b - a)).toEqual([...code.activations]);
        for (const activation of code.activations) expect(activation).toBeGreaterThanOrEqual(leastActivation);
        const open = dictionary.remainder(vector, code, modality);
        for (const neuron of code.neurons)
          expect(dot(open, dictionary.direction(neuron, modality))).toBeCloseTo(0, 4);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses names of another number of units, and numbers that no unit has', () => {
    const parameters = initialParameters(pairs(1), units, seededRandom(1));
    expect(() => new TrainedDictionary('test', parameters, active, unnamed.slice(1))).toThrow(RangeError);
    const dictionary = new TrainedDictionary('test', parameters, active, unnamed);
    expect(() => dictionary.neuron(units)).toThrow(RangeError);
    expect(() => dictionary.direction(-1, 'text')).toThrow(RangeError);
  });
});

describe('packed weights', () => {
  it('come back nearly as they were, in a quarter of the size', () => {
    const parameters = initialParameters(pairs(2), units, seededRandom(2));
    const packed = packWeights(parameters);
    expect(packed.byteLength).toBe(3 * units * (dimension + 4) + 4 * units);
    const back = unpackWeights(packed, units, dimension);
    for (let k = 0; k < units; k += 1) {
      const row = (rows: Float32Array): Float32Array => rows.subarray(k * dimension, (k + 1) * dimension);
      expect(dot(row(back.decoders.text), row(parameters.decoders.text))).toBeGreaterThan(0.9999);
      expect(norm(row(back.decoders.image))).toBeCloseTo(1, 6);
    }
    expect(back.bias).toEqual(parameters.bias);
    expect(() => unpackWeights(packed.subarray(1), units, dimension)).toThrow(RangeError);
    expect(trainedId(packed, 6, 'a@1')).not.toBe(trainedId(packed, 7, 'a@1'));
  });
});

describe('a dictionary folder', () => {
  it('is read again for its encoder alone, and not when a file was altered', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'concella-dictionary-'));
    const encoder = { model: 'some@1', centringId: 'means', dimension };
    const detection = { positives: 9, auc: 0.9, firesWith: 0.8, firesWithout: 0.1 };
    const named = unnamed.map((_, id) =>
      id === 3
        ? {
            name: 'red',
            facet: 'colour' as const,
            sensitive: false,
            witnesses: ['copy' as const],
            confidence: 0.8,
            image: detection,
            text: detection,
          }
        : null,
    );
    const manifest = await writeDictionaryFolder(folder, {
      model: 'some@1',
      centring: 'means',
      active,
      settings: { seed: 1 },
      pairs: 64,
      fittedOn: 'random pairs',
      parameters: initialParameters(pairs(4), units, seededRandom(4)),
      named,
    });
    const read = await readDictionaryFolder(folder, encoder);
    expect(read?.id).toBe(manifest.id);
    expect(read?.neuron(3)).toEqual({
      id: 3,
      name: 'red',
      facet: 'colour',
      confidence: 0.8,
      sensitive: false,
      evidence: { witnesses: ['copy'], image: detection, text: detection },
    });
    expect(read?.neuron(4).name).toBeNull();
    expect(await readDictionaryFolder(folder, { ...encoder, centringId: 'others' })).toBeUndefined();
    expect(await readDictionaryFolder(join(folder, 'nothing'), encoder)).toBeUndefined();
    await writeFile(join(folder, 'weights.bin'), Buffer.alloc(7));
    await expect(readDictionaryFolder(folder, encoder)).rejects.toThrow('weights.bin');
    await rm(folder, { recursive: true });
  });
});
