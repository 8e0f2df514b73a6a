import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markedWords } from './marked-words';

describe('markedWords', () => {
  it('keeps the text, and marks what carries it', () => {
    const text = 'A real red, my kitchen.';
    const words = [
      { start: 2, end: 6, effect: 0.05 },
      { start: 7, end: 10, effect: 0.4 },
      { start: 15, end: 22, effect: 0.1 },
    ];
    expect(markedWords(text, words)).toEqual([
      { start: 0, text: 'A real ', weight: 0 },
      { start: 7, text: 'red', weight: 1 },
      { start: 10, text: ', my ', weight: 0 },
      { start: 15, text: 'kitchen', weight: 0.25 },
      { start: 22, text: '.', weight: 0 },
    ]);
  });

  it('marks nothing where every word speaks against it', () => {
    expect(markedWords('no no', [{ start: 0, end: 2, effect: -1 }])).toEqual([
      { start: 0, text: 'no no', weight: 0 },
    ]);
  });

  it('loses and doubles no character', () => {
    const given = fc.string({ maxLength: 40 }).chain((text) =>
      fc.record({
        text: fc.constant(text),
        cuts: fc
          .uniqueArray(fc.integer({ min: 0, max: text.length }), { maxLength: 8 })
          .map((cuts) => cuts.sort((a, b) => a - b)),
        effects: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
      }),
    );
    fc.assert(
      fc.property(given, ({ text, cuts, effects }) => {
        const words = effects.flatMap((effect, i) => {
          const [start, end] = [cuts[2 * i], cuts[2 * i + 1]];
          return start === undefined || end === undefined ? [] : [{ start, end, effect }];
        });
        const stretches = markedWords(text, words);
        expect(stretches.map((one) => one.text).join('')).toBe(text);
        for (const { weight } of stretches) expect(weight).toBeGreaterThanOrEqual(0);
        for (const { weight } of stretches) expect(weight).toBeLessThanOrEqual(1);
      }),
    );
  });
});
