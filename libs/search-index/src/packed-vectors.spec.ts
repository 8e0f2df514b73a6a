import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PackedVectors } from './packed-vectors.js';

const dimension = 3;
const vectorOf = (value: number): Float32Array => Float32Array.of(value, value + 0.5, -value);

describe('PackedVectors', () => {
  it('holds what a map would hold, whatever is set and deleted', () => {
    const change = fc.record({ ordinal: fc.nat(900), value: fc.nat(1000), remove: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 3_000, size: 'max' }), (changes) => {
        const table = new PackedVectors(dimension);
        const map = new Map<number, number>();
        for (const { ordinal, value, remove } of changes) {
          if (remove) expect(table.delete(ordinal)).toBe(map.delete(ordinal));
          else {
            table.set(ordinal, vectorOf(value));
            map.set(ordinal, value);
          }
        }
        expect(table.size).toBe(map.size);
        expect([...table.ordinals()].sort((a, b) => a - b)).toEqual([...map.keys()].sort((a, b) => a - b));
        for (const [ordinal, value] of map) expect(table.get(ordinal)).toEqual(vectorOf(value));
        const scores = new Map<number, number>();
        table.scoreAll(Float32Array.of(1, 0, 0), (ordinal, score) => scores.set(ordinal, score));
        expect(scores).toEqual(map);
      }),
      { numRuns: 30 },
    );
  });

  it('never changes a view that it gave out, and gives back the room of what was replaced', () => {
    const table = new PackedVectors(dimension);
    for (let ordinal = 0; ordinal < 2_000; ordinal += 1) table.set(ordinal, vectorOf(ordinal));
    const view = table.get(7);
    for (let round = 1; round <= 20; round += 1) {
      for (let ordinal = 0; ordinal < 2_000; ordinal += 1) table.set(ordinal, vectorOf(ordinal + round));
    }
    expect(view).toEqual(vectorOf(7));
    expect(table.get(7)).toEqual(vectorOf(27));
    // 2,000 rows of three numbers need 8 chunks of 256; half of each may be dead.
    expect(table.bytes).toBeLessThanOrEqual(2 * 9 * 256 * dimension * 4);
  });
});
