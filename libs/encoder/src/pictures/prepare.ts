import type { EncoderManifest } from '../encoder.js';
import { resample, type Pixels } from './resample.js';

export type Resize = EncoderManifest['image']['resize'];

/**
 * Pixels of any size -> size x size as the model's reference does it:
 * `squash` ignores the aspect ratio; `crop` brings the shorter side to `size` and takes the centre square
 * (torchvision's Resize and CenterCrop); `pad` brings the longer side to `size` and centres on white.
 */
export function fit(picture: Pixels, image: EncoderManifest['image']): Pixels {
  const { size, interpolation } = image;
  if (image.resize === 'squash') return resample(picture, size, size, interpolation);
  const { width, height } = picture;
  const unit = image.resize === 'crop' ? Math.min(width, height) : Math.max(width, height);
  const scaled = (side: number): number =>
    side === unit ? size : Math.max(1, Math.trunc((size * side) / unit));
  const resized = resample(picture, scaled(width), scaled(height), interpolation);
  if (resized.width === size && resized.height === size) return resized;
  return centred(resized, size);
}

/** The rectangle that the encoder sees, in shares of the picture's sides; beyond 0..1 where white is put around it. */
export interface VisibleArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Which part of a picture {@link fit} turns into the tower's square. */
export function visibleArea(width: number, height: number, resize: Resize): VisibleArea {
  if (resize === 'squash') return { left: 0, top: 0, width: 1, height: 1 };
  const side = resize === 'crop' ? Math.min(width, height) : Math.max(width, height);
  const [w, h] = [side / width, side / height];
  return { left: (1 - w) / 2, top: (1 - h) / 2, width: w, height: h };
}

/** The centre square of a larger picture, or a smaller one in the middle of white. */
function centred(picture: Pixels, size: number): Pixels {
  const data = new Uint8Array(size * size * 3).fill(255);
  const left = halfEven(picture.width - size);
  const top = halfEven(picture.height - size);
  const fromX = Math.max(0, left);
  const toX = Math.max(0, -left);
  const columns = Math.min(size, picture.width);
  for (let y = Math.max(0, -top); y < size && y + top < picture.height; y += 1) {
    const from = ((y + top) * picture.width + fromX) * 3;
    data.set(picture.data.subarray(from, from + columns * 3), (y * size + toX) * 3);
  }
  return { data, width: size, height: size };
}

/** Half of a whole number, to the even neighbour at .5, as Python rounds. */
function halfEven(value: number): number {
  const below = Math.floor(value / 2);
  return value % 2 === 0 || below % 2 === 0 ? below : below + 1;
}

/** size x size pixels -> (value / 255 - mean) / std in planes [3, size, size], written into `target` at `offset`. */
export function normalise(
  picture: Pixels,
  image: Pick<EncoderManifest['image'], 'mean' | 'std'>,
  target: Float32Array,
  offset: number,
): void {
  const plane = picture.width * picture.height;
  const { data } = picture;
  const [red, green, blue] = [levelsOf(image, 0), levelsOf(image, 1), levelsOf(image, 2)];
  const [toGreen, toBlue] = [offset + plane, offset + 2 * plane];
  // One pass with all three tables: every picture of an import passes here, in the tower's thread.
  for (let i = 0, at = 0; i < plane; i += 1, at += 3) {
    target[offset + i] = red[data[at] as number] as number;
    target[toGreen + i] = green[data[at + 1] as number] as number;
    target[toBlue + i] = blue[data[at + 2] as number] as number;
  }
}

/** What each of a channel's 256 levels becomes. */
function levelsOf(image: Pick<EncoderManifest['image'], 'mean' | 'std'>, channel: number): Float32Array {
  const [mean, std] = [image.mean[channel] ?? 0, image.std[channel] ?? 1];
  const levels = new Float32Array(256);
  for (let level = 0; level < 256; level += 1) levels[level] = (level / 255 - mean) / std;
  return levels;
}
