import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hidePatches } from './hide-patches.js';
import { visibleArea } from './prepare.js';

describe('hidePatches', () => {
  it('fills the patches asked for with the mean colour, all of them leaving nothing else', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 20 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(),
        (size, grid, some) => {
          fc.pre(grid <= size);
          const planes = Float32Array.from({ length: 3 * size * size }, (_, i) => Math.sin(i));
          const mean = (plane: number): number =>
            planes.subarray(plane * size * size, (plane + 1) * size * size).reduce((a, b) => a + b, 0) /
            (size * size);
          const patch = some % (grid * grid);
          const one = new Float32Array(planes.length + 1);
          hidePatches(planes, size, grid, [patch], one, 1);
          planes.forEach((value, i) => {
            const [y, x] = [Math.floor((i % (size * size)) / size), i % size];
            const edge = (at: number): number => Math.floor((at * size) / grid);
            const [row, column] = [Math.floor(patch / grid), patch % grid];
            const inside = y >= edge(row) && y < edge(row + 1) && x >= edge(column) && x < edge(column + 1);
            const expected = inside ? mean(Math.floor(i / (size * size))) : value;
            expect(one[i + 1]).toBeCloseTo(expected, 4);
          });
          const all = new Float32Array(planes.length);
          hidePatches(
            planes,
            size,
            grid,
            Array.from({ length: grid * grid }, (_, i) => i),
            all,
            0,
          );
          all.forEach((value, i) => expect(value).toBeCloseTo(mean(Math.floor(i / (size * size))), 4));
        },
      ),
    );
  });
});

describe('seenArea', () => {
  it.each([
    ['squash' as const, { left: 0, top: 0, width: 1, height: 1 }],
    ['crop' as const, { left: 0.25, top: 0, width: 0.5, height: 1 }],
    ['pad' as const, { left: 0, top: -0.5, width: 1, height: 2 }],
  ])('of a picture twice as wide as high with %s', (resize, area) => {
    expect(visibleArea(200, 100, resize)).toEqual(area);
  });
});
