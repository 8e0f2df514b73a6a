/** One grey level (0..255) for each pixel, row by row. */
export interface Grey {
  readonly levels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Connected pixels that are shaped as a letter may be; lengths in pixels. */
export interface Letter {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Pixels. */
  readonly area: number;
  /** Mean width of its strokes ... */
  readonly stroke: number;
  /** ... and their standard deviation as a share of it. */
  readonly unsteadiness: number;
  /** Mean level of its pixels ... */
  readonly ink: number;
  /** ... of those around it in its box, a pixel wider ... */
  readonly ground: number;
  /** ... and the standard deviation of those. */
  readonly groundSpread: number;
}

/** Of the picture's height; smaller letters can't be told from specks, larger ones are no row. */
const leastHeight = 5;
const mostHeightShare = 0.35;
const mostAspect = 2.5;
const leastContrast = 20;
/** Strokes wider than this share of the height are blots. */
const mostStroke = 0.5;

/** Pixels of the components that are being walked, reused by every level of a picture. */
export class LetterFinder {
  private readonly seen: Uint8Array;
  private readonly queue: Int32Array;
  private readonly letters: Letter[] = [];

  constructor(private readonly grey: Grey) {
    this.seen = new Uint8Array(grey.levels.length);
    this.queue = new Int32Array(grey.levels.length);
  }

  /** Letters of the pixels that are darker than `level`, or not darker: 4-connected, clear of the picture's edge. */
  at(level: number, dark: boolean): Letter[] {
    const { levels, width, height } = this.grey;
    const { seen, queue } = this;
    for (let i = 0; i < seen.length; i += 1) seen[i] = Number((levels[i] as number) < level === dark);
    this.letters.length = 0;
    for (let start = 0; start < seen.length; start += 1) {
      if (seen[start] === 0) continue;
      let [end, left, right, top, bottom] = [1, width, 0, height, 0];
      queue[0] = start;
      seen[start] = 0;
      for (let at = 0; at < end; at += 1) {
        const pixel = queue[at] as number;
        const y = (pixel / width) | 0;
        const x = pixel - y * width;
        if (x < left) left = x;
        if (x > right) right = x;
        if (y < top) top = y;
        if (y > bottom) bottom = y;
        if (x > 0 && seen[pixel - 1]) ((seen[pixel - 1] = 0), (queue[end++] = pixel - 1));
        if (x < width - 1 && seen[pixel + 1]) ((seen[pixel + 1] = 0), (queue[end++] = pixel + 1));
        if (y > 0 && seen[pixel - width]) ((seen[pixel - width] = 0), (queue[end++] = pixel - width));
        if (y < height - 1 && seen[pixel + width])
          ((seen[pixel + width] = 0), (queue[end++] = pixel + width));
      }
      this.keep(queue.subarray(0, end), left, top, right - left + 1, bottom - top + 1);
    }
    return [...this.letters];
  }

  private keep(pixels: Int32Array, left: number, top: number, width: number, height: number): void {
    const { grey } = this;
    const fits =
      height >= leastHeight &&
      height <= grey.height * mostHeightShare &&
      width <= height * mostAspect &&
      left > 0 &&
      top > 0 &&
      left + width < grey.width &&
      top + height < grey.height;
    if (!fits) return;
    const mask = new Uint8Array((width + 2) * (height + 2));
    const corner = (top - 1) * grey.width + left - 1;
    let ink = 0;
    for (const pixel of pixels) {
      const y = ((pixel - corner) / grey.width) | 0;
      mask[y * (width + 2) + pixel - corner - y * grey.width] = 1;
      ink += grey.levels[pixel] as number;
    }
    ink /= pixels.length;
    let [around, sum, squares] = [0, 0, 0];
    for (let i = 0; i < mask.length; i += 1) {
      if (mask[i]) continue;
      const y = (i / (width + 2)) | 0;
      const level = grey.levels[corner + y * grey.width + i - y * (width + 2)] as number;
      around += 1;
      sum += level;
      squares += level * level;
    }
    const ground = sum / around;
    if (Math.abs(ground - ink) < leastContrast) return;
    const strokes = strokeWidth(mask, width + 2, height + 2);
    if (strokes.mean > height * mostStroke) return;
    this.letters.push({
      left,
      top,
      width,
      height,
      area: pixels.length,
      stroke: strokes.mean,
      unsteadiness: strokes.deviation / strokes.mean,
      ink,
      ground,
      groundSpread: Math.sqrt(Math.max(0, squares / around - ground * ground)),
    });
  }
}

/**
 * Width of a shape's strokes, along their middles: twice the distance to the nearest pixel outside, where no
 * neighbour is farther in. Distances are 3-4 chamfers (Borgefors 1986).
 *
 * @param mask 1 inside; its outermost pixels are 0
 */
export function strokeWidth(
  mask: Uint8Array,
  width: number,
  height: number,
): { readonly mean: number; readonly deviation: number } {
  const far = new Int32Array(mask.length);
  const last = mask.length - width - 1;
  for (let i = width + 1; i < last; i += 1) {
    if (mask[i]) {
      far[i] = Math.min(
        (far[i - 1] as number) + 3,
        (far[i - width] as number) + 3,
        (far[i - width - 1] as number) + 4,
        (far[i - width + 1] as number) + 4,
      );
    }
  }
  for (let i = last - 1; i > width; i -= 1) {
    if (mask[i]) {
      far[i] = Math.min(
        far[i] as number,
        (far[i + 1] as number) + 3,
        (far[i + width] as number) + 3,
        (far[i + width + 1] as number) + 4,
        (far[i + width - 1] as number) + 4,
      );
    }
  }
  let [count, sum, squares] = [0, 0, 0];
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const i = y * width + x;
      const own = far[i] as number;
      const isMiddle =
        own > 0 &&
        own >= (far[i - 1] as number) &&
        own >= (far[i + 1] as number) &&
        own >= (far[i - width] as number) &&
        own >= (far[i + width] as number);
      if (!isMiddle) continue;
      // A single pixel has distance 3: a stroke one pixel wide.
      const stroke = (2 * own) / 3 - 1;
      count += 1;
      sum += stroke;
      squares += stroke * stroke;
    }
  }
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}
