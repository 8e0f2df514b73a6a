import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markedRegion } from './region';

const grids = fc
  .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }))
  .chain(([rows, columns]) =>
    fc.array(
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: columns, maxLength: columns }),
      { minLength: rows, maxLength: rows },
    ),
  );

describe('the region that is drawn over a picture', () => {
  it('is the fifth that carries most, and nothing that speaks against it', () => {
    fc.assert(
      fc.property(grids, (grid) => {
        const region = markedRegion(grid);
        const above = grid.flat().filter((value) => value > 0);
        if (region === null) {
          expect(above).toEqual([]);
          return;
        }
        const inside = grid.flatMap((values, row) =>
          values.filter((_, column) => region.marked[row]?.[column]),
        );
        const fifth = Math.max(1, Math.round(grid.flat().length / 5));
        expect(inside).toHaveLength(region.count);
        expect(region.count).toBe(Math.min(fifth, above.length));
        expect(Math.min(...inside)).toBeGreaterThan(0);
        expect(above.filter((value) => value > Math.min(...inside)).length).toBeLessThan(fifth);
      }),
    );
  });

  it('is outlined where a marked cell meets one that is not, once', () => {
    const region = markedRegion([
      [0.5, 0.4, -1],
      [0.01, 0, -1],
    ]);
    expect(region?.marked).toEqual([
      [true, false, false],
      [false, false, false],
    ]);
    expect(region?.outline).toBe('M0 0h1M0 1h1M0 0v1M1 0v1');
  });
});
