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

/** Of the picture's height; smaller letters look like specks, larger ones are no row. */
const leastHeight = 5;
const mostHeightShare = 0.35;
const mostAspect = 2.5;
const leastContrast = 20;
/** Strokes wider than this share of the height are blots. */
const mostStroke = 0.5;

/** Finds the letters of one picture, level by level. */
export class LetterFinder {
  /** Of a row of pixels with one more at each end, so that every pixel has four neighbours. */
  private readonly stride: number;
  private readonly levels: Uint8Array;
  /** 1 where a pixel belongs to a component that is still to be walked. */
  private readonly open: Uint8Array;
  private readonly queue: Int32Array;

  constructor(private readonly grey: Grey) {
    const { width, height } = grey;
    this.stride = width + 2;
    this.levels = new Uint8Array(this.stride * (height + 2));
    for (let y = 0; y < height; y += 1)
      this.levels.set(grey.levels.subarray(y * width, (y + 1) * width), (y + 1) * this.stride + 1);
    this.open = new Uint8Array(this.levels.length);
    this.queue = new Int32Array(this.levels.length);
  }

  /** Letters of the pixels that are darker than `level`, or not darker: 4-connected, clear of the picture's edge. */
  at(level: number, isDark: boolean): Letter[] {
    const { stride, levels, open, grey } = this;
    for (let y = 1; y <= grey.height; y += 1)
      for (let i = y * stride + 1; i <= y * stride + grey.width; i += 1)
        open[i] = Number((levels[i] as number) < level === isDark);
    const letters: Letter[] = [];
    for (let start = stride; start < open.length - stride; start += 1) {
      if (open[start] === 0) continue;
      const letter = this.letterOf(this.walk(start));
      if (letter) letters.push(letter);
    }
    return letters;
  }

  /** The pixels that are connected with the first one. */
  private walk(first: number): Int32Array {
    const { stride, open, queue } = this;
    const neighbours = [-1, 1, -stride, stride];
    let end = 1;
    queue[0] = first;
    open[first] = 0;
    for (let at = 0; at < end; at += 1) {
      for (const step of neighbours) {
        const pixel = (queue[at] as number) + step;
        if (open[pixel] === 0) continue;
        open[pixel] = 0;
        queue[end] = pixel;
        end += 1;
      }
    }
    return queue.subarray(0, end);
  }

  private letterOf(pixels: Int32Array): Letter | undefined {
    const { stride, levels, grey } = this;
    let [left, right, top, bottom, ink] = [stride, 0, grey.height, 0, 0];
    for (const pixel of pixels) {
      const y = (pixel / stride) | 0;
      const x = pixel - y * stride;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      ink += levels[pixel] as number;
    }
    ink /= pixels.length;
    const [width, height] = [right - left + 1, bottom - top + 1];
    const fits =
      height >= leastHeight &&
      height <= grey.height * mostHeightShare &&
      width <= height * mostAspect &&
      left > 1 &&
      top > 1 &&
      right < grey.width &&
      bottom < grey.height;
    if (!fits) return undefined;
    const corner = (top - 1) * stride + left - 1;
    const mask = new Uint8Array((width + 2) * (height + 2));
    for (const pixel of pixels) {
      const y = ((pixel - corner) / stride) | 0;
      mask[y * (width + 2) + pixel - corner - y * stride] = 1;
    }
    const around = this.around(mask, corner, width + 2);
    if (Math.abs(around.mean - ink) < leastContrast) return undefined;
    const strokes = strokeWidth(mask, width + 2, height + 2);
    if (strokes.mean > height * mostStroke) return undefined;
    return {
      left: left - 1,
      top: top - 1,
      width,
      height,
      area: pixels.length,
      stroke: strokes.mean,
      unsteadiness: strokes.deviation / strokes.mean,
      ink,
      ground: around.mean,
      groundSpread: around.deviation,
    };
  }

  /** Levels of the pixels that a mask leaves out. */
  private around(mask: Uint8Array, corner: number, width: number): Spread {
    let [count, sum, squares] = [0, 0, 0];
    for (let i = 0; i < mask.length; i += 1) {
      if (mask[i]) continue;
      const y = (i / width) | 0;
      const level = this.levels[corner + y * this.stride + i - y * width] as number;
      count += 1;
      sum += level;
      squares += level * level;
    }
    return spreadOf(count, sum, squares);
  }
}

interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

function spreadOf(count: number, sum: number, squares: number): Spread {
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}

/**
 * Width of a shape's strokes, along their middles: twice the distance to the nearest pixel outside, where no
 * neighbour is farther in. Distances are 3-4 chamfers (Borgefors 1986).
 *
 * @param mask 1 inside; its outermost pixels are 0
 */
export function strokeWidth(mask: Uint8Array, width: number, height: number): Spread {
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
  return spreadOf(count, sum, squares);
}
