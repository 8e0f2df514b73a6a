import type { Letter } from './letters.js';

/** Letters that stand in a row, from left to right. */
export type Row = readonly Letter[];

const leastLetters = 3;

/** Letters side by side, of like size, stroke and ink, on one line: each is followed by the nearest that fits. */
export function rowsOf(letters: readonly Letter[]): Row[] {
  const ordered = [...letters].sort((a, b) => a.left - b.left);
  const next = ordered.map((letter, at) => follower(letter, ordered, at));
  const follows = new Set(next);
  const rows: Row[] = [];
  for (const at of ordered.keys()) {
    if (follows.has(at)) continue;
    const row: Letter[] = [];
    for (let each: number | undefined = at; each !== undefined; each = next[each])
      row.push(ordered[each] as Letter);
    if (row.length >= leastLetters) rows.push(row);
  }
  return rows;
}

function follower(letter: Letter, ordered: readonly Letter[], at: number): number | undefined {
  const right = letter.left + letter.width;
  let [best, nearest] = [undefined as number | undefined, Infinity];
  for (let i = at + 1; i < ordered.length; i += 1) {
    const other = ordered[i] as Letter;
    const gap = other.left - right;
    // Wider than a space between two words.
    if (gap > 1.2 * Math.max(letter.height, other.height)) {
      if (other.left - letter.left > 5 * letter.height) break;
      continue;
    }
    if (Math.abs(gap) < nearest && matches(letter, other, gap)) [best, nearest] = [i, Math.abs(gap)];
  }
  return best;
}

/** Thresholds after Epshtein, Ofek and Wexler (2010), somewhat wider: the weights judge what is left. */
function matches(a: Letter, b: Letter, gap: number): boolean {
  const [low, high] = [Math.min(a.height, b.height), Math.max(a.height, b.height)];
  if (high > 2 * low || gap < -0.25 * low) return false;
  if (Math.max(a.stroke, b.stroke) > 2 * Math.min(a.stroke, b.stroke)) return false;
  if (Math.abs(a.ink - b.ink) > 50) return false;
  // One line: feet or heads are level ("p" reaches lower, "d" higher).
  const feet = Math.abs(a.top + a.height - b.top - b.height);
  const heads = Math.abs(a.top - b.top);
  return Math.min(feet, heads) <= 0.2 * high + 1 && Math.max(feet, heads) <= 0.6 * high + 1;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export function boxOf(row: Row): Box {
  const left = Math.min(...row.map((letter) => letter.left));
  const top = Math.min(...row.map((letter) => letter.top));
  const right = Math.max(...row.map((letter) => letter.left + letter.width));
  const bottom = Math.max(...row.map((letter) => letter.top + letter.height));
  return { left, top, width: right - left, height: bottom - top };
}

/** Area that two boxes share, as a share of what they cover together: 0..1. */
export function overlap(a: Box, b: Box): number {
  const w = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const h = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  if (w <= 0 || h <= 0) return 0;
  return (w * h) / (a.width * a.height + b.width * b.height - w * h);
}

/** What tells letters from fringes, stripes and beads; in order, see {@link describeRow}. */
export const traits = [
  'letters',
  'feet level',
  'heights',
  'strokes',
  'unsteadiness',
  'stroke of height',
  'fill',
  'gaps',
  'gap',
  'contrast',
  'inks',
  'widths',
  'width',
  'fills',
  'ground',
  'grounds',
  'height',
  'levels',
] as const;

/**
 * @param seenAt at how many levels the row is there
 * @param pictureHeight in pixels
 * @returns one number for each of {@link traits}; spreads are standard deviations
 */
export function describeRow(row: Row, seenAt: number, pictureHeight: number): number[] {
  const heights = row.map(({ height }) => height);
  const tall = mean(heights);
  const gaps = row.slice(1).map((letter, i) => {
    const before = row[i] as Letter;
    return (letter.left - before.left - before.width) / tall;
  });
  const strokes = row.map(({ stroke }) => stroke);
  const fills = row.map(({ area, width, height }) => area / (width * height));
  const widths = row.map(({ width }) => width / tall);
  const contrasts = row.map(({ ink, ground }) => Math.abs(ink - ground) / 255);
  const feet = row.map(({ top, height }) => top + height);
  const middle = [...feet].sort((a, b) => a - b)[row.length >> 1] as number;
  return [
    Math.log(row.length),
    mean(feet.map((foot) => Math.abs(foot - middle))) / tall,
    spread(heights) / tall,
    spread(strokes) / mean(strokes),
    mean(row.map(({ unsteadiness }) => unsteadiness)),
    mean(strokes) / tall,
    mean(fills),
    spread(gaps),
    mean(gaps),
    mean(contrasts),
    spread(row.map(({ ink }) => ink)) / 255,
    spread(widths),
    mean(widths),
    spread(fills),
    mean(row.map(({ groundSpread }) => groundSpread)) / 255,
    spread(row.map(({ ground }) => ground)) / 255,
    Math.log(tall / pictureHeight),
    Math.log(seenAt),
  ];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function spread(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}
