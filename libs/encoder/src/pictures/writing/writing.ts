import { setImmediate as turn } from 'node:timers/promises';
import { decodePicture } from '../decode.js';
import { resample, type Pixels } from '../resample.js';
import { LetterFinder, type Grey } from './letters.js';
import { boxOf, describeRow, overlap, rowsOf, type Box, type Row } from './rows.js';
import { writingWeights } from './writing-weights.js';

/** Words that stand on a picture. */
export interface Writing {
  /** How sure it is that there are any: 0..1; 0 where nothing stands in a row. */
  readonly score: number;
  /** Where the surest row of letters stands, in shares of the picture's sides; null where nothing stands in a row. */
  readonly box: Box | null;
  /** Whether the score reaches what 1 in 100 unchanged photographs of the calibration does. */
  readonly warns: boolean;
}

/** Something that may be a row of letters, with what it is judged by. */
export interface DescribedRow {
  /** In shares of the picture's sides. */
  readonly box: Box;
  /** One number for each of {@link traits}. */
  readonly traits: readonly number[];
}

/** Pictures are read at this longest side, in pixels: about 20 ms. */
const side = 256;
const levelStep = 16;
/** Rows of different levels are the same letters where their boxes overlap this much. */
const same = 0.6;

/**
 * Finds writing on a picture: printed on the product, or laid on the photograph. It does not read, and it knows no
 * encoder.
 *
 * Letters are connected regions brighter or darker than one of 15 levels (extremal regions: Matas et al. 2002, Neumann
 * and Matas 2012) that stand in a row with level feet or heads and like heights and strokes (Epshtein, Ofek and Wexler
 * 2010); a logistic regression judges each row (`npm run lab -- calibrate writing`), and the surest one counts.
 *
 * @param contents of a picture file
 * @throws {UnreadablePicture}
 */
export async function findWriting(contents: Uint8Array): Promise<Writing> {
  return writingOf(await describedRows(contents));
}

/** Everything in a picture that may be a row of letters, dark on bright or bright on dark. */
export async function describedRows(contents: Uint8Array): Promise<DescribedRow[]> {
  const picture = await decodePicture(contents, side, 'pad');
  const scale = side / Math.max(picture.width, picture.height);
  const scaled = (length: number): number => Math.max(1, Math.round(length * scale));
  return rowsIn(resample(picture, scaled(picture.width), scaled(picture.height), 'bilinear'));
}

/** Other work has its turn after each level: all of them take longer than the request thread may be held. */
export async function rowsIn(picture: Pixels): Promise<DescribedRow[]> {
  const finder = new LetterFinder(greyOf(picture));
  const described: DescribedRow[] = [];
  for (const dark of [true, false]) {
    const rows: { readonly row: Row; readonly box: Box }[] = [];
    for (let level = levelStep; level < 256; level += levelStep) {
      rows.push(...rowsOf(finder.at(level, dark)).map((row) => ({ row, box: boxOf(row) })));
      await turn();
    }
    for (const { row, box } of rows) {
      const seenAt = rows.filter((other) => overlap(box, other.box) > same).length;
      described.push({ box: shareOf(box, picture), traits: describeRow(row, seenAt, picture.height) });
    }
  }
  return described;
}

function shareOf({ left, top, width, height }: Box, picture: Pixels): Box {
  return {
    left: left / picture.width,
    top: top / picture.height,
    width: width / picture.width,
    height: height / picture.height,
  };
}

/** The surest of the rows. */
export function writingOf(rows: readonly DescribedRow[]): Writing {
  let surest: Writing = { score: 0, box: null, warns: false };
  for (const { box, traits } of rows) {
    const score = rowScore(traits);
    if (score > surest.score) surest = { score, box, warns: score >= writingWeights.bar };
  }
  return surest;
}

/** Traits farther from their mean than this many deviations count as that far: no row is sure by one trait alone. */
const farthest = 4;

/** How many standard deviations each trait lies from its mean among the rows of the calibration. */
export function standardised(
  traits: readonly number[],
  { means, deviations }: { readonly means: readonly number[]; readonly deviations: readonly number[] },
): number[] {
  return traits.map((value, i) => {
    const away = (value - (means[i] ?? 0)) / (deviations[i] ?? 1);
    return Math.max(-farthest, Math.min(farthest, away));
  });
}

function rowScore(traits: readonly number[]): number {
  const { weights, bias } = writingWeights;
  const sum = standardised(traits, writingWeights).reduce(
    (all, value, i) => all + value * (weights[i] ?? 0),
    bias,
  );
  return 1 / (1 + Math.exp(-sum));
}

function greyOf({ data, width, height }: Pixels): Grey {
  const levels = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < levels.length; i += 1, at += 3)
    // ITU-R BT.601
    levels[i] =
      (299 * (data[at] as number) + 587 * (data[at + 1] as number) + 114 * (data[at + 2] as number)) / 1000;
  return { levels, width, height };
}
