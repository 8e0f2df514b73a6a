import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rightShare, slateChange } from './slate-change.js';

const slate = fc.uniqueArray(fc.integer({ min: 0, max: 15 }).map(String), { maxLength: 10 });

describe('slateChange', () => {
  it('finds nothing changed between a slate and itself', () => {
    fc.assert(
      fc.property(slate, (ids) => {
        const { overlap, meanMove, changed } = slateChange(ids, ids);
        expect([overlap, meanMove, changed]).toEqual([1, ids.length > 0 ? 0 : null, false]);
      }),
    );
  });

  it('counts what both hold, and how far it moved', () => {
    fc.assert(
      fc.property(slate, slate, (before, after) => {
        const shared = before.filter((id) => after.includes(id));
        const { overlap, meanMove, changed } = slateChange(before, after);
        if (before.length > 0) expect(overlap).toBeCloseTo(shared.length / before.length, 12);
        expect(meanMove === null).toBe(shared.length === 0);
        expect(changed).toBe(JSON.stringify(before) !== JSON.stringify(after));
      }),
    );
    expect(slateChange(['a', 'b', 'c'], ['c', 'b', 'd'])).toEqual({
      overlap: 2 / 3,
      meanMove: 1,
      changed: true,
    });
    expect(slateChange([], ['a'])).toEqual({ overlap: 0, meanMove: null, changed: true });
  });
});

describe('rightShare', () => {
  it('is 1 when no more right products fit', () => {
    expect(rightShare(['a', 'b', 'x'], new Set(['a', 'b']), 10)).toBe(1);
    expect(rightShare(['a', 'b'], new Set(['a', 'b', 'c']), 2)).toBe(1);
    expect(rightShare(['a', 'x'], new Set(['a', 'b']), 10)).toBe(0.5);
    expect(rightShare([], new Set(['a']), 10)).toBe(0);
  });
});
