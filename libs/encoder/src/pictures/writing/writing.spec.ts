import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Pixels } from '../resample.js';
import { LetterFinder, strokeWidth } from './letters.js';
import { boxOf, describeRow, overlap, rowsOf, traits } from './rows.js';
import { findWriting, rowsIn, writingOf } from './writing.js';

/** A picture of one grey, with rectangles [left, top, width, height] of another. */
function drawn(
  width: number,
  height: number,
  [ground, ink]: readonly [number, number],
  rectangles: readonly (readonly [number, number, number, number])[],
): Pixels {
  const data = new Uint8Array(width * height * 3).fill(ground);
  for (const [left, top, w, h] of rectangles)
    for (let y = top; y < top + h; y += 1) data.fill(ink, (y * width + left) * 3, (y * width + left + w) * 3);
  return { data, width, height };
}

const grey = ({ data, width, height }: Pixels) => ({
  levels: data.filter((_, i) => i % 3 === 0),
  width,
  height,
});

/** Five bars like "l", as letters of one word. */
const bars = [0, 1, 2, 3, 4].map((i) => [20 + 10 * i, 30, 4, 16] as const);

describe('letters', () => {
  it('have the box, the area and the stroke of what is drawn, in both polarities', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 14, max: 30 }),
        fc.boolean(),
        (width, height, isDark) => {
          const picture = drawn(100, 100, isDark ? [220, 30] : [30, 220], [[40, 35, width, height]]);
          const [letter, ...others] = new LetterFinder(grey(picture)).at(128, isDark);
          expect(others).toEqual([]);
          expect(letter).toMatchObject({ left: 40, top: 35, width, height, area: width * height });
          // Towards its ends a bar's middle runs into the corners, where it is narrower.
          expect(Math.abs((letter?.stroke ?? 0) - width)).toBeLessThanOrEqual(1 + width / 3);
          expect(letter?.ink).toBe(isDark ? 30 : 220);
        },
      ),
    );
  });

  it('are none where shapes touch the edge, have no contrast, or are blots', () => {
    const none = (picture: Pixels) => expect(new LetterFinder(grey(picture)).at(128, true)).toEqual([]);
    none(drawn(100, 100, [220, 30], [[0, 35, 4, 20]]));
    none(drawn(100, 100, [135, 121], [[40, 35, 4, 20]]));
    none(drawn(100, 100, [220, 30], [[40, 35, 40, 16]]));
  });

  it('have a steady stroke where they are a bar, and an unsteady one where they grow wider', () => {
    const mask = (widths: readonly number[]): Uint8Array =>
      Uint8Array.from({ length: 14 * 20 }, (_, i) => {
        const [x, y] = [i % 14, Math.floor(i / 14)];
        return Number(x >= 1 && x <= (widths[y] ?? 0));
      });
    const bar = mask([0, ...Array.from({ length: 18 }, () => 3), 0]);
    const wedge = mask([0, ...Array.from({ length: 18 }, (_, y) => 1 + Math.floor(y / 1.6)), 0]);
    expect(strokeWidth(bar, 14, 20).deviation).toBeLessThan(1);
    expect(strokeWidth(wedge, 14, 20).deviation).toBeGreaterThan(1.5);
  });
});

describe('rows', () => {
  const lettersOf = (rectangles: readonly (readonly [number, number, number, number])[]) =>
    new LetterFinder(grey(drawn(160, 120, [230, 20], rectangles))).at(128, true);

  it('join letters side by side, and not those on another line, of another size, or far away', () => {
    expect(rowsOf(lettersOf(bars)).map((row) => row.length)).toEqual([5]);
    const apart = [...bars.slice(0, 3), [60, 80, 4, 16], [70, 10, 4, 38], [140, 30, 4, 16]] as const;
    expect(rowsOf(lettersOf(apart)).map((row) => row.length)).toEqual([3]);
    expect(rowsOf(lettersOf(bars.slice(0, 2)))).toEqual([]);
  });

  it('have a box around their letters and one number for each trait', () => {
    const [row = []] = rowsOf(lettersOf(bars));
    expect(boxOf(row)).toEqual({ left: 20, top: 30, width: 44, height: 16 });
    const described = describeRow(row, 3, 120);
    expect(described).toHaveLength(traits.length);
    expect(described.every(Number.isFinite)).toBe(true);
  });

  it('overlap as boxes do: wholly with themselves, alike from both sides, 0..1', () => {
    const length = fc.integer({ min: 1, max: 20 });
    const box = fc.record({ left: length, top: length, width: length, height: length });
    fc.assert(
      fc.property(box, box, (a, b) => {
        expect(overlap(a, a)).toBe(1);
        expect(overlap(a, b)).toBe(overlap(b, a));
        expect(overlap(a, b)).toBeGreaterThanOrEqual(0);
        expect(overlap(a, b)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('writing', () => {
  it('is judged 0..1 within the picture, for any pixels', async () => {
    const picture = fc
      .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
      .chain(([width, height]) =>
        fc
          .uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 })
          .map((data): Pixels => ({ data, width, height })),
      );
    await fc.assert(
      fc.asyncProperty(picture, async (pixels) => {
        const { score, box } = writingOf(await rowsIn(pixels));
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(score > 0).toBe(box !== null);
        if (box !== null) {
          expect(Math.min(box.left, box.top)).toBeGreaterThanOrEqual(0);
          expect(Math.max(box.left + box.width, box.top + box.height)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('is none on a picture of one colour', async () => {
    const rows = await rowsIn(drawn(60, 60, [128, 128], []));
    expect(writingOf(rows)).toEqual({ score: 0, box: null, warns: false });
  });

  it.each([
    ['#000000', '#ffffff', 900],
    ['#ffffff', '#204080', 900],
    ['#c02020', '#ffffff', 130],
  ])('is found in %s on %s, in a picture %d px wide', async (ink, ground, width) => {
    const height = Math.round(width * 0.75);
    const words = await sharp({
      text: {
        text: `<span foreground="${ink}">running shoes</span>`,
        font: 'sans bold',
        width: Math.round(width / 2),
        height: Math.round(height / 9),
        rgba: true,
      },
    })
      .png()
      .toBuffer({ resolveWithObject: true });
    const [left, top] = [Math.round(width / 4), Math.round(height * 0.7)];
    const picture = await sharp({ create: { width, height, channels: 3, background: ground } })
      .composite([{ input: words.data, left, top }])
      .jpeg()
      .toBuffer();
    const { box, warns } = await findWriting(picture);
    expect(warns).toBe(true);
    const middle = {
      x: (box?.left ?? 0) + (box?.width ?? 0) / 2,
      y: (box?.top ?? 0) + (box?.height ?? 0) / 2,
    };
    expect(middle.x * width).toBeGreaterThan(left);
    expect(middle.x * width).toBeLessThan(left + words.info.width);
    expect(middle.y * height).toBeGreaterThan(top);
    expect(middle.y * height).toBeLessThan(top + words.info.height);
  });
});
