import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CentredEncoder, dot, norm, OnnxEncoder, centred } from '#encoder';
import { projectFolder } from '#platform';
import { cellMap } from './cell-map.js';
import { occlusionMap } from './occlusion.js';

const sum = (grid: readonly (readonly number[])[]): number =>
  grid.flat().reduce((total, value) => total + value, 0);
const picture = (name: string): Promise<Buffer> =>
  readFile(join(projectFolder, 'seed-data/pictures', `${name}.webp`));

const vector = (length: number): fc.Arbitrary<Float32Array> =>
  fc
    .array(fc.float({ min: -3, max: 3, noNaN: true }), { minLength: length, maxLength: length })
    .map((values) => Float32Array.from(values));

describe('cellMap', () => {
  it('sums to the inner product of the direction and the centred vector, for any tower that pools', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }).chain((side) =>
          fc.record({
            side: fc.constant(side),
            values: vector(side * side * 6),
            mean: vector(6).map((mean) => mean.map((value) => value / 10)),
            direction: vector(6),
          }),
        ),
        ({ side, values, mean, direction }) => {
          const x = Float32Array.from({ length: 6 }, (_, k) => {
            let total = 0;
            for (let cell = 0; cell < side * side; cell += 1) total += values[cell * 6 + k] ?? 0;
            return total / (side * side);
          });
          // A mean of hardly any length is rounding alone: no picture has one.
          fc.pre(norm(x) > 0.01);
          const grid = cellMap({ vector: x, cells: { rows: side, columns: side, values } }, mean, direction);
          expect(grid).toHaveLength(side);
          expect(sum(grid)).toBeCloseTo(dot(direction, centred(x, mean)), 3);
        },
      ),
    );
  });

  it('adds nothing for a picture of no length', () => {
    const cells = { rows: 1, columns: 1, values: new Float32Array(3) };
    expect(
      cellMap({ vector: new Float32Array(3), cells }, new Float32Array(3), Float32Array.of(1, 0, 0)),
    ).toEqual([[0]]);
  });
});

describe('the region of a picture', () => {
  let onnx: OnnxEncoder;
  let encoder: CentredEncoder;
  beforeAll(async () => {
    onnx = await OnnxEncoder.open(join(projectFolder, 'models/concella-small'));
    const centring = JSON.parse(
      await readFile(join(projectFolder, 'models/concella-small/centring.json'), 'utf8'),
    ) as { image: number[]; text: number[] };
    encoder = new CentredEncoder(onnx, {
      image: Float32Array.from(centring.image),
      text: Float32Array.from(centring.text),
    });
  });
  afterAll(() => onnx.close());

  it.each(['red-stoneware-mug-1', 'blue-stoneware-mug-1'])(
    'adds up to 1e-5 on %s with the shipped tower',
    async (name) => {
      const contents = await picture(name);
      const [served, { vector: raw, cells }] = await Promise.all([
        encoder.picture(contents),
        encoder.cells(contents),
      ]);
      for (const text of ['red', 'blue', 'mug', 'handle', 'wool scarf']) {
        const direction = await encoder.text(text);
        const grid = cellMap({ vector: raw, cells: cells! }, encoder.mean('image'), direction);
        expect(Math.abs(sum(grid) - dot(direction, served))).toBeLessThan(1e-5);
      }
    },
  );

  it('is found by occlusion too, and hiding it costs more than hiding as much elsewhere, or the check says not', async () => {
    const direction = await encoder.text('red mug');
    const passed: boolean[] = [];
    for (const name of ['red-stoneware-mug-1', 'red-stoneware-mug-2']) {
      const contents = await picture(name);
      const { projection, cells, check } = await occlusionMap(encoder, contents, 'seed', direction);
      expect(projection).toBeCloseTo(dot(direction, await encoder.picture(contents)), 4);
      expect(cells.flat()).toHaveLength(49);
      expect(check.patches).toBe(10);
      expect(check.markedDrop).toBeGreaterThan(check.randomDropMean);
      expect(check.passed).toBe(check.markedDrop > check.randomDropMost);
      expect(await occlusionMap(encoder, contents, 'seed', direction)).toEqual({ projection, cells, check });
      passed.push(check.passed);
    }
    expect(passed).toContain(true);
  });

  it('changes only where a patch is hidden, and not at all where none is', async () => {
    const contents = await picture('red-stoneware-mug-1');
    const [whole, half] = await encoder.masked(contents, 2, [[], [0, 1]]);
    expect(dot(whole!, await encoder.picture(contents))).toBeCloseTo(1, 5);
    expect(dot(whole!, half!)).toBeLessThan(0.99);
  });
});
