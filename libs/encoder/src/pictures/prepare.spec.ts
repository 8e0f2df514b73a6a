import { describe, expect, it } from 'vitest';
import type { EncoderManifest } from '../encoder.js';
import { fit, normalise } from './prepare.js';
import type { Pixels } from './resample.js';

const image = (resize: EncoderManifest['image']['resize']): EncoderManifest['image'] => ({
  file: '',
  sha256: '',
  input: '',
  output: '',
  cells: null,
  size: 8,
  resize,
  interpolation: 'bicubic',
  exact: false,
  mean: [0.5, 0.25, 0],
  std: [0.5, 0.25, 1],
});

/** Grey stripes: the level of a pixel is its column (or row) divided by the side, times 200. */
function stripes(width: number, height: number, along: 'x' | 'y'): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      data.fill(
        along === 'x' ? (x / width) * 200 : (y / height) * 200,
        (y * width + x) * 3,
        (y * width + x) * 3 + 3,
      );
    }
  }
  return { data, width, height };
}

const levels = ({ data }: Pixels): number[] =>
  Array.from({ length: data.length / 3 }, (_, i) => data[i * 3]!);

describe('fit', () => {
  it('squashes the whole picture', () => {
    const row = levels(fit(stripes(64, 16, 'x'), image('squash'))).slice(0, 8);
    expect(row[0]).toBeLessThan(20);
    expect(row[7]).toBeGreaterThan(180);
  });

  it('crops the middle square', () => {
    const row = levels(fit(stripes(64, 16, 'x'), image('crop'))).slice(0, 8);
    expect(row[0]).toBeGreaterThan(70);
    expect(row[7]).toBeLessThan(130);
    const column = levels(fit(stripes(16, 64, 'y'), image('crop'))).filter((_, i) => i % 8 === 0);
    expect(column[0]).toBeGreaterThan(70);
    expect(column[7]).toBeLessThan(130);
  });

  it('pads with white on both sides', () => {
    const rows = levels(fit(stripes(64, 16, 'x'), image('pad')));
    const columnOf = (x: number): number[] => rows.filter((_, i) => i % 8 === x);
    expect(columnOf(0).map((level) => level === 255)).toEqual([
      true,
      true,
      true,
      false,
      false,
      true,
      true,
      true,
    ]);
    expect(columnOf(7).map((level) => level === 255)).toEqual([
      true,
      true,
      true,
      false,
      false,
      true,
      true,
      true,
    ]);
  });

  it('gives size x size for any shape', () => {
    for (const resize of ['squash', 'crop', 'pad'] as const) {
      for (const [width, height] of [
        [1, 1],
        [1, 900],
        [900, 1],
        [9, 7],
        [7, 9],
      ] as const) {
        const { data, width: w, height: h } = fit(stripes(width, height, 'x'), image(resize));
        expect([w, h, data.length]).toEqual([8, 8, 192]);
      }
    }
  });
});

describe('normalise', () => {
  it('gives planes of (value / 255 - mean) / std', () => {
    const picture = { data: Uint8Array.of(255, 0, 51, 0, 255, 255), width: 2, height: 1 };
    const target = new Float32Array(8);
    normalise(picture, image('squash'), target, 2);
    const expected = [0, 0, 1, -1, -1, 3, 0.2, 1];
    target.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
  });
});
