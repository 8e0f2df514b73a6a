import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { UnreadablePicture } from '../encoder.js';
import { pngOf } from '../../../../test/support/png.js';
import { decodePicture, shrinkFactors } from './decode.js';

const red = { r: 200, g: 40, b: 30 };
/** 40 x 30, the left half red, the right half white. */
const base = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#ffffff' } })
  .composite([
    { input: { create: { width: 20, height: 30, channels: 3, background: red } }, left: 0, top: 0 },
  ])
  .png()
  .toBuffer();
const noise = await sharp(Buffer.from(Array.from({ length: 64 * 48 * 3 }, (_, i) => (i * 7919) % 251)), {
  raw: { width: 64, height: 48, channels: 3 },
})
  .png()
  .toBuffer();

type Pixel = readonly [number, number, number];

async function decoded(contents: Uint8Array): Promise<{ size: string; at: (x: number, y: number) => Pixel }> {
  const { data, width, height } = await decodePicture(contents, 64, 'squash');
  expect(data).toHaveLength(width * height * 3);
  const at = (x: number, y: number): Pixel => {
    const i = (y * width + x) * 3;
    return [data[i]!, data[i + 1]!, data[i + 2]!];
  };
  return { size: `${width}x${height}`, at };
}

function close(pixel: Pixel, expected: Pixel, levels: number): void {
  pixel.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(levels));
}

const cutShort = async (kind: 'jpeg' | 'png' | 'webp' | 'avif' | 'tiff' | 'gif'): Promise<Buffer> => {
  const whole = await sharp(noise).toFormat(kind).toBuffer();
  return whole.subarray(0, Math.floor(whole.length * 0.6));
};

const refused: [string, Buffer, RegExp][] = [
  ['an empty file', Buffer.alloc(0), /empty/],
  ['a text', Buffer.from('hello world'), /not a JPEG/],
  ['a PDF', Buffer.from('%PDF-1.7\n'), /not a JPEG/],
  ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), /SVG/],
  ['an SVG behind an XML head', Buffer.from('<?xml version="1.0"?>\n<svg width="9" height="9"/>'), /SVG/],
  ['three bytes of JPEG', Buffer.from('ffd8ff', 'hex'), /JPEG.*damaged/],
  ['a PNG head with noise', Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), noise]), /PNG.*damaged/],
  ['half a JPEG', await cutShort('jpeg'), /JPEG.*cut short/],
  ['half a PNG', await cutShort('png'), /PNG.*cut short/],
  ['half a WebP', await cutShort('webp'), /WebP/],
  ['half an AVIF', await cutShort('avif'), /AVIF/],
  ['half a TIFF', await cutShort('tiff'), /TIFF/],
  ['half a GIF', await cutShort('gif'), /GIF/],
  ['a bomb of 30,000 x 30,000', claiming(30_000, 30_000), /50 million/],
  ['a HEIC', heic(), /HEIF.*compression/],
];

describe('decodePicture', () => {
  it.each(['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif'] as const)('reads %s', async (kind) => {
    const picture = await decoded(await sharp(base).toFormat(kind, { quality: 95 }).toBuffer());
    expect(picture.size).toBe('40x30');
    close(picture.at(5, 15), [200, 40, 30], 12);
    close(picture.at(35, 15), [255, 255, 255], 12);
  });

  it.each<[number, string, [number, number], [number, number]]>([
    [1, '40x30', [5, 15], [35, 15]],
    [3, '40x30', [35, 15], [5, 15]],
    [6, '30x40', [15, 5], [15, 35]],
    [8, '30x40', [15, 35], [15, 5]],
  ])('turns a picture upright by its EXIF orientation %i', async (orientation, size, onRed, onWhite) => {
    const picture = await decoded(await sharp(base).withMetadata({ orientation }).jpeg().toBuffer());
    expect(picture.size).toBe(size);
    close(picture.at(...onRed), [200, 40, 30], 6);
    close(picture.at(...onWhite), [255, 255, 255], 6);
  });

  it('lays transparency on white', async () => {
    const half = { r: 255, g: 0, b: 0, alpha: 0.5 };
    const picture = await decoded(
      await sharp({ create: { width: 4, height: 4, channels: 4, background: half } })
        .png()
        .toBuffer(),
    );
    close(picture.at(1, 1), [255, 127, 127], 1);
  });

  it.each([
    ['CMYK JPEG', sharp(base).toColourspace('cmyk').jpeg({ quality: 95 }), 40],
    ['16-bit PNG', sharp(base).toColourspace('rgb16').png(), 1],
    ['16-bit TIFF', sharp(base).toColourspace('rgb16').tiff(), 1],
    ['PNG with a palette', sharp(base).png({ palette: true }), 2],
  ])('brings a %s to 8-bit sRGB', async (_, picture, levels) => {
    const { at } = await decoded(await picture.toBuffer());
    close(at(5, 15), [200, 40, 30], levels);
  });

  it.each([
    ['grey JPEG', sharp(base).greyscale().jpeg({ quality: 95 })],
    ['grey PNG with transparency', sharp(base).greyscale().ensureAlpha(1).png()],
    ['16-bit grey PNG', sharp(base).greyscale().toColourspace('grey16').png()],
  ])('gives a %s three equal channels', async (_, picture) => {
    const { at } = await decoded(await picture.toBuffer());
    const [r, g, b] = at(5, 15);
    expect([g, b]).toEqual([r, r]);
    expect(Math.abs(r - 90)).toBeLessThan(25);
  });

  it('takes the first frame of an animation', async () => {
    const second = await sharp(base).negate().toBuffer();
    for (const kind of ['gif', 'webp'] as const) {
      const animated = await sharp([base, second], { join: { animated: true } })
        .toFormat(kind)
        .toBuffer();
      expect((await sharp(animated).metadata()).pages).toBe(2);
      const picture = await decoded(animated);
      expect(picture.size).toBe('40x30');
      close(picture.at(5, 15), [200, 40, 30], 12);
    }
  });

  it.each(refused)('refuses %s and says what to do', async (_, contents, message) => {
    const failure = await decodePicture(contents, 64, 'squash').then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(UnreadablePicture);
    const { message: told, fix } = failure as UnreadablePicture;
    expect(told).toMatch(message);
    expect(fix).toMatch(/send|save|check/);
  });

  it('refuses the bomb without making room for its pixels', async () => {
    const before = process.memoryUsage().rss;
    await decodePicture(claiming(30_000, 30_000), 64, 'squash').catch(() => undefined);
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  });

  it('reads one pixel, and a line of 5,000', async () => {
    const line = (width: number, height: number): Promise<Buffer> =>
      sharp({ create: { width, height, channels: 3, background: red } })
        .png()
        .toBuffer();
    expect((await decoded(await line(1, 1))).size).toBe('1x1');
    expect((await decoded(await line(1, 5000))).at(0, 100)).toEqual([200, 40, 30]);
  });
});

describe('shrinkFactors', () => {
  it('leaves at least twice the target, and pictures up to four times it alone', () => {
    expect(shrinkFactors(448, 448, 112, 'squash')).toEqual({ x: 1, y: 1 });
    expect(shrinkFactors(4000, 400, 112, 'squash')).toEqual({ x: 17, y: 1 });
    expect(shrinkFactors(4000, 3000, 224, 'crop')).toEqual({ x: 6, y: 6 });
    expect(shrinkFactors(4000, 500, 224, 'crop')).toEqual({ x: 1, y: 1 });
    expect(shrinkFactors(4000, 500, 224, 'pad')).toEqual({ x: 8, y: 8 });
  });
});

/** A PNG that claims to be of this size and holds next to nothing. */
function claiming(width: number, height: number): Buffer {
  return pngOf({ width, height, depth: 8, colourType: 2 }, Buffer.alloc(100_000));
}

/** The first box of a HEIC file. */
function heic(): Buffer {
  return Buffer.concat([
    Buffer.from([0, 0, 0, 24]),
    Buffer.from('ftypheic\0\0\0\0mif1heic'),
    Buffer.alloc(64),
  ]);
}
