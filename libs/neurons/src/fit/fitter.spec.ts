import { seededRandom } from '#platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beginFit, continueFit, defaultFit, stepsOf } from './fitter.js';
import { lossAndGradients } from './gradients.js';
import { arraysOf, firstUnits, zerosLike, type FitSettings, type Pairs } from './parameters.js';
import { UnitSelector } from './unit-selector.js';

const dimension = 16;
const concepts = 24;
const settings: FitSettings = { ...defaultFit, units: 64, active: 4, batch: 64, epochs: 12, rate: 3e-3 };

/** Pairs of both sides of which the same three of 24 directions make each, with noise of their own. */
function plantedPairs(count: number): Pairs {
  const random = seededRandom(5);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const directions = Array.from({ length: concepts }, () =>
    Float32Array.from({ length: dimension }, () => normal() / 4),
  );
  const image = new Float32Array(count * dimension);
  const text = new Float32Array(count * dimension);
  for (let row = 0; row < count; row += 1) {
    const chosen = Array.from({ length: 3 }, () => directions[Math.floor(random() * concepts)]!);
    for (let j = 0; j < dimension; j += 1) {
      const sum = chosen.reduce((total, direction) => total + direction[j]! / 2, 0);
      image[row * dimension + j] = sum + 0.02 * normal();
      text[row * dimension + j] = sum + 0.02 * normal();
    }
  }
  return { count, dimension, image, text };
}

describe('fitting a dictionary', () => {
  const pairs = plantedPairs(1024);
  let selector: UnitSelector;
  beforeAll(async () => {
    selector = await UnitSelector.open();
  });
  afterAll(() => selector.close());

  const fitted = async (pieces: number) => {
    const state = beginFit(pairs, settings);
    let progress = await continueFit(state, pairs, settings, selector, pieces);
    const first = progress.loss;
    while (progress.step < progress.steps)
      progress = await continueFit(state, pairs, settings, selector, pieces);
    return { state, first, last: progress };
  };

  it('explains the pairs, keeps its units alive, and takes whole batches of all epochs', async () => {
    const { first, last } = await fitted(20);
    expect(last.steps).toBe(stepsOf(pairs, settings));
    expect(last.steps).toBe(192);
    expect(last.loss).toBeLessThan(0.35 * first);
    expect(last.dead).toBeLessThan(settings.units / 2);
  });

  it('gives the same dictionary in one piece and in many', async () => {
    const [whole, pieces] = await Promise.all([fitted(1000), fitted(7)]);
    const [a, b] = [arraysOf(whole.state.parameters), arraysOf(pieces.state.parameters)];
    a.forEach((array, i) => expect(b[i]).toEqual(array));
  });

  it('begins from a fitted dictionary, and refuses one of another shape', async () => {
    const { state, last } = await fitted(1000);
    const warm = beginFit(pairs, settings, { from: state.parameters });
    const { loss } = await continueFit(warm, pairs, settings, selector, 1);
    expect(loss).toBeLessThan(2 * last.loss);
    expect(() => beginFit(pairs, { ...settings, units: 32 }, { from: state.parameters })).toThrow('32 units');
  });

  it('holds units at words: their directions stay, what fires them is learnt, also when another fit begins from them', async () => {
    const words = [3, 7, 11].map((row) => {
      const side = pairs.text.slice(row * dimension, (row + 1) * dimension);
      const length = Math.hypot(...side);
      return side.map((x) => x / length);
    });
    const own = { ...settings, words: 3 };
    const state = beginFit(pairs, own, { words });
    expect(state.anchored).toBe(3);
    const before = state.parameters.decoders.text.slice(0, 3 * dimension);
    const encoder = state.parameters.encoder.slice(0, 3 * dimension);
    await continueFit(state, pairs, own, selector, 1000);
    const { decoders, encoder: learnt } = state.parameters;
    for (const side of ['image', 'text'] as const) {
      expect(decoders[side].slice(0, 3 * dimension)).toEqual(before);
      expect(decoders[side].slice(3 * dimension)).not.toEqual(
        beginFit(pairs, own, { words }).parameters.decoders[side].slice(3 * dimension),
      );
    }
    expect(learnt.slice(0, 3 * dimension)).not.toEqual(encoder);
    const again = beginFit(pairs, own, { from: state.parameters });
    expect(again.anchored).toBe(3);
    expect(beginFit(pairs, own).anchored).toBe(0);
  });

  it('lets the first units learn on their own what the whole leaves to others', async () => {
    const alone = async (prefixWeight: number): Promise<number> => {
      const own = { ...settings, prefixes: [8], prefixActive: 2, prefixWeight };
      const state = beginFit(pairs, own);
      await continueFit(state, pairs, own, selector, 1000);
      const first = firstUnits(state.parameters, 8);
      const firing = await selector.select(first, pairs, new Float32Array(pairs.count), 2);
      return lossAndGradients(first, pairs, firing, own, zerosLike(first)).loss;
    };
    expect(await alone(1)).toBeLessThan(0.9 * (await alone(0)));
  });

  it('begins, whatever the seed, as the words that explain the pairs and as sides of pairs', () => {
    const random = seededRandom(9);
    const word = (): Float32Array => {
      const direction = Float32Array.from({ length: dimension }, () => random() - 0.5);
      const length = Math.hypot(...direction);
      return direction.map((x) => x / length);
    };
    // Never fires: it points away from every side of every pair.
    const against = Float32Array.from({ length: dimension }, (_, j) => {
      let sum = 0;
      for (let row = 0; row < pairs.count; row += 1) sum -= pairs.image[row * dimension + j]!;
      return sum;
    });
    const words = [against.map((x) => x / Math.hypot(...against)), ...Array.from({ length: 40 }, word)];
    const begun = (seed: number, most: number): string[] => {
      const { parameters } = beginFit(pairs, { ...settings, seed, words: most }, { words });
      expect([...parameters.decoders.text]).toEqual([...parameters.encoder]);
      return rows(parameters.encoder);
    };
    const rows = (all: Float32Array): string[] =>
      Array.from({ length: all.length / dimension }, (_, k) =>
        [...all.subarray(k * dimension, (k + 1) * dimension)].map((x) => x.toFixed(5)).join(),
      );
    const wordRows = new Set(words.slice(1).flatMap(rows));
    const areWords = (most: number): boolean[] => begun(1, most).map((row) => wordRows.has(row));
    expect(areWords(10).slice(0, 10)).toEqual(Array<boolean>(10).fill(true));
    expect(areWords(10).slice(10)).not.toContain(true);
    expect(areWords(0)).not.toContain(true);
    expect(begun(2, 10)).toEqual(begun(1, 10));
    expect(begun(1, 10)).not.toContain(rows(words[0]!)[0]);
  });
});
