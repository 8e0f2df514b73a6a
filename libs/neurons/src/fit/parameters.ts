import type { Modality } from '#encoder';

/** The two sides of a pair, in the order in which they are computed. */
export const sides: readonly Modality[] = ['image', 'text'];

/** How a dictionary is fitted. */
export interface FitSettings {
  /** Units of the dictionary. */
  readonly units: number;
  /** How many of them, at most, are held at the directions of the words that explain most of the pairs, where there are words. */
  readonly words: number;
  /** How many of them fire for one vector. */
  readonly active: number;
  /**
   * Ends of the groups of first units that must do on their own, rising, without the whole (Matryoshka; Bussmann et al.
   * 2025): the first units become the broad ones.
   */
  readonly prefixes: readonly number[];
  /**
   * How many units of a group fire where it does on its own: the group's own strongest, also those that the whole leaves
   * out. So a unit learns on what others explain too, and none falls silent because others took its place.
   */
  readonly prefixActive: number;
  /** Weight of each group's loss beside the whole's 1. */
  readonly prefixWeight: number;
  /** Weight of decoding a picture's code as words and the reverse, beside decoding it as itself. */
  readonly crossWeight: number;
  /** Share of pairs whose units are chosen by what both sides want: units then fire for both. */
  readonly jointShare: number;
  readonly rate: number;
  readonly batch: number;
  readonly epochs: number;
  readonly seed: number;
}

/** One encoder for both modalities, a decoder for each. Rows are units: [units, dimension]. */
export interface Parameters {
  readonly units: number;
  readonly dimension: number;
  readonly encoder: Float32Array;
  readonly bias: Float32Array;
  /** Unit length. */
  readonly decoders: Readonly<Record<Modality, Float32Array>>;
}

/** Centred vectors of pairs: row i of both belongs to one product. */
export interface Pairs {
  readonly count: number;
  readonly dimension: number;
  readonly image: Float32Array;
  readonly text: Float32Array;
}

/** The arrays of parameters, always in one order: for optimiser and checkpoint. */
export function arraysOf({ encoder, bias, decoders }: Parameters): Float32Array[] {
  return [encoder, bias, decoders.image, decoders.text];
}

/** Parameters of zeros in the shape of others: gradients, moments. */
export function zerosLike({ units, dimension }: Pick<Parameters, 'units' | 'dimension'>): Parameters {
  const rows = (): Float32Array => new Float32Array(units * dimension);
  return {
    units,
    dimension,
    encoder: rows(),
    bias: new Float32Array(units),
    decoders: { image: rows(), text: rows() },
  };
}

/** The first units of parameters, over the same memory; all where there are fewer. */
export function firstUnits(
  { units, dimension, encoder, bias, decoders }: Parameters,
  end: number,
): Parameters {
  const first = Math.min(units, end);
  return {
    units: first,
    dimension,
    encoder: encoder.subarray(0, first * dimension),
    bias: bias.subarray(0, first),
    decoders: {
      image: decoders.image.subarray(0, first * dimension),
      text: decoders.text.subarray(0, first * dimension),
    },
  };
}

/** Every unit begins as one side of a random pair, a little disturbed; both decoders and the encoder alike (tied start). */
export function initialParameters(pairs: Pairs, units: number, random: () => number): Parameters {
  const { dimension } = pairs;
  const begun = zerosLike({ units, dimension });
  const noise = 0.6 / Math.sqrt(dimension);
  for (let k = 0; k < units; k += 1) {
    const from = Math.floor(random() * pairs.count) * dimension;
    const side = k % 2 === 0 ? pairs.image : pairs.text;
    for (let j = 0; j < dimension; j += 1)
      begun.encoder[k * dimension + j] = (side[from + j] as number) + noise * (2 * random() - 1);
  }
  normaliseRows(begun.encoder, dimension);
  begun.decoders.image.set(begun.encoder);
  begun.decoders.text.set(begun.encoder);
  return begun;
}

/** How many first units have one direction for both modalities, to the last bit: what a fit held at words. */
export function countAnchored({ units, dimension, decoders }: Parameters): number {
  let held = 0;
  while (held < units && isTied(decoders, held, dimension)) held += 1;
  return held;
}

function isTied({ image, text }: Parameters['decoders'], unit: number, dimension: number): boolean {
  for (let at = unit * dimension; at < (unit + 1) * dimension; at += 1)
    if (image[at] !== text[at]) return false;
  return true;
}

/** The pairs at these places, copied. */
export function rowsOf(pairs: Pairs, rows: Uint32Array): Pairs {
  const { dimension } = pairs;
  const picked = (side: Float32Array): Float32Array => {
    const out = new Float32Array(rows.length * dimension);
    rows.forEach((row, i) => out.set(side.subarray(row * dimension, (row + 1) * dimension), i * dimension));
    return out;
  };
  return { count: rows.length, dimension, image: picked(pairs.image), text: picked(pairs.text) };
}

/** Gives each row unit length; a row of zeros stays. */
export function normaliseRows(rows: Float32Array, dimension: number): void {
  for (let from = 0; from < rows.length; from += dimension) {
    let square = 0;
    for (let j = from; j < from + dimension; j += 1) square += (rows[j] as number) ** 2;
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let j = from; j < from + dimension; j += 1) (rows[j] as number) *= scale;
  }
}
