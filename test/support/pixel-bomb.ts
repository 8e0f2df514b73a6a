import { pngOf } from './png.js';

const side = 30_000;

/** A valid 1-bit PNG of 30,000 x 30,000 px in about 100 KB. */
export function pixelBomb(): Buffer {
  return pngOf({ width: side, height: side, depth: 1, colourType: 0 }, Buffer.alloc(side * (side / 8 + 1)));
}
