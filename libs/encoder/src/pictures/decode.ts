import sharp from 'sharp';
import { Budget, type GiveBack } from '#platform';
import { UnreadablePicture } from '../encoder.js';
import type { Pixels } from './resample.js';
import type { Resize } from './prepare.js';
import { pictureKind } from './kind.js';

// Everything but the loaders of the kinds that kind.ts lets through, for the whole process.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpeg',
    'VipsForeignLoadPng',
    'VipsForeignLoadWebp',
    'VipsForeignLoadHeif',
    'VipsForeignLoadNsgif',
    'VipsForeignLoadTiff',
  ],
});

// Its cache keeps whole decoded pictures (up to 70 MB each here), and no picture is decoded twice in a row.
sharp.cache(false);

/** Larger pictures are refused before they are decoded. */
const maximumPixels = 50_000_000;
const timeLimitSeconds = 20;

/** Pixels of pictures that are decoded at a time in this process: some need all of theirs in memory, at 4 bytes or more. */
export const decodingPixels = new Budget(maximumPixels);

/** Above this many times the target size, libvips shrinks while decoding ... */
const shrinkAbove = 4;
/** ... and leaves at least this many times the target size for the exact resampling. */
const shrinkTo = 2;

/** Pixels that may be left after shrinking before the ends of a panorama are cut off. */
const maximumLeft = 8_000_000;

/**
 * File contents -> upright 8-bit sRGB pixels of the first frame, transparency laid on white.
 * Pictures much larger than `target` (the encoder's input side in pixels) are shrunk while decoding
 * by whole factors that cost less than .001 cosine (docs/encoder.md).
 *
 * @throws {UnreadablePicture} with what is wrong and what to do.
 */
export async function decodePicture(contents: Uint8Array, target: number, resize: Resize): Promise<Pixels> {
  const kind = pictureKind(contents);
  let giveBack: GiveBack | undefined;
  try {
    const options = { limitInputPixels: maximumPixels, failOn: 'error' } as const;
    const header = await sharp(contents, options).metadata();
    const { width, height } = header.autoOrient;
    giveBack = await decodingPixels.take(width * height);
    const factor = shrinkFactors(width, height, target, resize);
    let picture = sharp(contents, options).autoOrient();
    if (factor.x > 1 || factor.y > 1) {
      picture = picture.resize(Math.ceil(width / factor.x), Math.ceil(height / factor.y), {
        fit: 'fill',
        kernel: 'cubic',
      });
    }
    const middle = middleOf(Math.ceil(width / factor.x), Math.ceil(height / factor.y), resize);
    if (middle) picture = picture.extract(middle);
    const { data, info } = await picture
      .toColourspace('srgb')
      .timeout({ seconds: timeLimitSeconds })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return {
      data: info.channels === 3 ? data : onWhite(data, info.channels),
      width: info.width,
      height: info.height,
    };
  } catch (error) {
    throw unreadable(error, kind);
  } finally {
    giveBack?.();
  }
}

/**
 * Width and height of a picture's first frame, upright, in pixels; reads no more than its header.
 *
 * @throws {UnreadablePicture} with what is wrong and what to do.
 */
export async function pictureSize(
  contents: Uint8Array,
): Promise<{ readonly width: number; readonly height: number }> {
  const kind = pictureKind(contents);
  try {
    const { autoOrient } = await sharp(contents, { limitInputPixels: maximumPixels }).metadata();
    return { width: autoOrient.width, height: autoOrient.height };
  } catch (error) {
    throw unreadable(error, kind);
  }
}

/** Whole factors by which a picture may be shrunk on each axis before the exact resampling. */
export function shrinkFactors(
  width: number,
  height: number,
  target: number,
  resize: Resize,
): { readonly x: number; readonly y: number } {
  const factor = (side: number): number =>
    side > target * shrinkAbove ? Math.floor(side / (target * shrinkTo)) : 1;
  if (resize === 'squash') return { x: factor(width), y: factor(height) };
  const both = factor(resize === 'crop' ? Math.min(width, height) : Math.max(width, height));
  return { x: both, y: both };
}

/** The middle four squares of a huge panorama whose ends a centre crop would drop anyway. */
function middleOf(
  width: number,
  height: number,
  resize: Resize,
): { left: number; top: number; width: number; height: number } | undefined {
  if (resize !== 'crop' || width * height <= maximumLeft) return undefined;
  const longest = Math.min(width, height) * 4;
  const kept = { width: Math.min(width, longest), height: Math.min(height, longest) };
  return { left: (width - kept.width) >> 1, top: (height - kept.height) >> 1, ...kept };
}

/**
 * Grey, grey with transparency or colour with transparency -> three channels on white, rounded as Pillow's
 * alpha_composite does: libvips cuts off, and one level everywhere is more than 1e-4 cosine in some models.
 */
function onWhite(data: Uint8Array, channels: number): Uint8Array {
  const count = data.length / channels;
  const rgb = new Uint8Array(count * 3);
  const colours = channels < 3 ? 1 : 3;
  for (let i = 0; i < count; i += 1) {
    const at = i * channels;
    const alpha = channels === colours ? 255 : (data[at + colours] as number);
    for (let c = 0; c < 3; c += 1) {
      const level = data[at + (colours === 3 ? c : 0)] as number;
      const sum = level * alpha + 255 * (255 - alpha) + 128;
      rgb[i * 3 + c] = (sum + (sum >> 8)) >> 8;
    }
  }
  return rgb;
}

function unreadable(error: unknown, kind: string): UnreadablePicture {
  const reason = error instanceof Error ? error.message : String(error);
  if (/exceeds pixel limit/i.test(reason)) {
    return new UnreadablePicture(
      `the picture has more than ${maximumPixels / 1_000_000} million pixels`,
      'send it smaller; 1,000 pixels on the longer side are plenty',
    );
  }
  if (/timeout/i.test(reason)) {
    return new UnreadablePicture(
      `the picture takes longer than ${timeLimitSeconds} s to decode`,
      'send it smaller, or as JPEG',
    );
  }
  if (kind === 'HEIF' || /compression format|unsupported/i.test(reason)) {
    return new UnreadablePicture(
      `the ${kind} picture uses a compression that can't be read here`,
      'save it as JPEG, PNG or WebP and send that',
    );
  }
  return new UnreadablePicture(
    `the ${kind} picture is damaged or cut short`,
    'check that the file opens in a viewer, then send it again',
  );
}
