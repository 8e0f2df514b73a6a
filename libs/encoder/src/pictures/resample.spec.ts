import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resample, type Interpolation, type Pixels } from './resample.js';

interface Golden {
  readonly rows: {
    readonly from: [number, number];
    readonly to: [number, number];
    readonly interpolation: Interpolation;
    readonly first: number[];
    readonly sha256: string;
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../../../test/fixtures/pillow-resize/golden.json', import.meta.url), 'utf8'),
) as Golden;

/** The same picture as tools/golden/pillow_resize.py makes. */
function noise(width: number, height: number): Pixels {
  const data = new Uint8Array(width * height * 3);
  let x = BigInt(width * 7919 + height);
  for (let i = 0; i < data.length; i += 1) {
    x = (x * 1_103_515_245n + 12_345n) % 2n ** 31n;
    data[i] = Number(x >> 16n) & 255;
  }
  return { data, width, height };
}

describe('resample', () => {
  it.each(golden.rows)("$interpolation $from -> $to is Pillow's, bit for bit", (row) => {
    const resized = resample(noise(...row.from), ...row.to, row.interpolation);
    expect([...resized.data.slice(0, 12)]).toEqual(row.first);
    expect(createHash('sha256').update(resized.data).digest('hex')).toBe(row.sha256);
  });

  it('keeps a picture of one colour', () => {
    const side = fc.integer({ min: 1, max: 60 });
    const level = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(side, side, side, side, level, (width, height, toWidth, toHeight, value) => {
        const picture = { data: new Uint8Array(width * height * 3).fill(value), width, height };
        for (const interpolation of ['bicubic', 'bilinear'] as const) {
          const { data } = resample(picture, toWidth, toHeight, interpolation);
          expect(data).toHaveLength(toWidth * toHeight * 3);
          expect(data.every((byte) => byte === value)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives the mirrored picture for a mirrored one', () => {
    const side = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(side, side, side, (width, height, target) => {
        const picture = noise(width, height);
        const there = mirrored(resample(picture, target, target, 'bicubic'));
        const back = resample(mirrored(picture), target, target, 'bicubic');
        // Rounding at .5 is not symmetric: one level may differ.
        expect(there.data.every((byte, i) => Math.abs(byte - (back.data[i] ?? 0)) <= 1)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

function mirrored({ data, width, height }: Pixels): Pixels {
  const turned = new Uint8Array(data.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = (y * width + x) * 3;
      turned.set(data.subarray(from, from + 3), (y * width + width - 1 - x) * 3);
    }
  }
  return { data: turned, width, height };
}
