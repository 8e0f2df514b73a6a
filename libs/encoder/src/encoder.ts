/** What an encoder reads. */
export type Modality = 'image' | 'text';

/** How one model is run; the file models/<name>/manifest.json. */
export interface EncoderManifest {
  readonly name: string;
  readonly revision: string;
  readonly family: 'concella' | 'clip' | 'siglip' | 'mobileclip';
  readonly dimension: number;
  readonly licence: string;
  readonly source: string;
  readonly image: {
    readonly file: string;
    readonly sha256: string;
    readonly input: string;
    readonly output: string;
    /** Output with the projected feature map whose mean over cells is the embedding; null where a tower has none. */
    readonly cells: string | null;
    readonly size: number;
    readonly resize: 'squash' | 'crop' | 'pad';
    readonly interpolation: 'bicubic' | 'bilinear';
    /** Only pictures over 16 times `size`, not over 4 times, are shrunk while decoding: slower, closer to the reference. */
    readonly exact: boolean;
    readonly mean: readonly [number, number, number];
    readonly std: readonly [number, number, number];
  };
  readonly text: {
    readonly file: string;
    readonly sha256: string;
    readonly ids: string;
    readonly mask: string | null;
    readonly output: string;
    readonly contextLength: number;
    readonly tokenizer: string;
    readonly tokenizerSha256: string;
    readonly pad: 'longest' | 'max';
    readonly padId: number;
    readonly lowercase: boolean;
    /** How the model's authors clean texts before their tokenizer ({@link cleaned}); null for not at all. */
    readonly clean: 'clip' | 'siglip' | null;
  };
  /** Means to centre with, where the model ships them; else they are taken from the reference set at first start. */
  readonly centring: { readonly file: string; readonly sha256: string } | null;
}

/** A picture's embedding, and its projected feature map where the tower has one. */
export interface EncodedPicture {
  /** Raw encoder output x, length `dimension`. */
  readonly vector: Float32Array;
  /** Row-major [rows * columns, dimension]; the mean over cells is `vector`. */
  readonly cells?: { readonly rows: number; readonly columns: number; readonly values: Float32Array };
}

/**
 * The units of an image tower before its projection (docs/neurons.md, section 10), for one picture:
 * x = sum_u activations[u] * weights[u] + bias. Unknown where the tower is not such a linear map of pooled units.
 */
export type TowerChannels =
  | {
      readonly kind: 'linear';
      /** The name of the value in the model's graph. */
      readonly value: string;
      /** The picture's raw vector x. */
      readonly vector: Float32Array;
      /** Mean of each unit over the picture. */
      readonly activations: Float32Array;
      /** Row-major [units, dimension]. */
      readonly weights: Float32Array;
      readonly bias: Float32Array;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Pictures and words into one space. Outputs are raw (not centred, not normalised): see {@link centred}. */
export abstract class Encoder {
  abstract readonly manifest: EncoderManifest;
  /** "<name>@<revision>": the key of stored vectors. */
  abstract readonly model: string;
  /** One vector of `manifest.dimension` a text, in order. */
  abstract encodeTexts(texts: readonly string[]): Promise<Float32Array[]>;
  /**
   * One result a picture, in order. Pictures are file contents (JPEG, PNG, WebP, AVIF, GIF, TIFF).
   *
   * @throws {UnreadablePicture} for a picture that can't be decoded; `index` says which.
   */
  abstract encodePictures(
    pictures: readonly Uint8Array[],
    options?: { cells?: boolean },
  ): Promise<EncodedPicture[]>;
  /**
   * Raw vectors of one picture with parts of it hidden: what the tower sees is cut into grid x grid patches, and each
   * mask lists the patches (row-major, from 0) that are filled with the picture's mean colour.
   *
   * @throws {UnreadablePicture}
   */
  abstract encodeMasked(
    picture: Uint8Array,
    grid: number,
    masks: readonly (readonly number[])[],
  ): Promise<Float32Array[]>;
  /** A picture's raw units. The first call loads the image tower a second time. @throws {UnreadablePicture} */
  abstract units(picture: Uint8Array): Promise<TowerChannels>;
}

/** A picture that can't be used, in words for the person who sent it. */
export class UnreadablePicture extends Error {
  constructor(
    message: string,
    readonly fix: string,
    readonly index = 0,
  ) {
    super(message);
  }
}

/** The mean encoder output of each modality over a reference set. */
export interface Centring {
  readonly image: Float32Array;
  readonly text: Float32Array;
}

/**
 * The centred vector v = unit(x / |x| - mu) (docs/neurons.md, section 1.1): centring closes most of the modality gap.
 * A vector of no length stays zero: it matches nothing.
 */
export function centred(x: Float32Array, mean: Float32Array): Float32Array {
  const length = norm(x);
  const v = new Float32Array(x.length);
  if (length === 0) return v;
  for (let i = 0; i < x.length; i += 1) v[i] = (x[i] ?? 0) / length - (mean[i] ?? 0);
  const centred = norm(v);
  if (centred > 0) for (let i = 0; i < v.length; i += 1) v[i] = (v[i] ?? 0) / centred;
  return v;
}

/** Euclidean length, in float64. */
export function norm(x: Float32Array): number {
  let sum = 0;
  for (const value of x) sum += value * value;
  return Math.sqrt(sum);
}

/** Inner product, in float64. */
export function dot(a: Float32Array, b: Float32Array): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const even = a.length - (a.length % 4);
  // Casts and not "?? 0", and four sums: every candidate of every query passes here.
  for (let i = 0; i < even; i += 4) {
    s0 += (a[i] as number) * (b[i] as number);
    s1 += (a[i + 1] as number) * (b[i + 1] as number);
    s2 += (a[i + 2] as number) * (b[i + 2] as number);
    s3 += (a[i + 3] as number) * (b[i + 3] as number);
  }
  for (let i = even; i < a.length; i += 1) s0 += (a[i] as number) * (b[i] as number);
  return s0 + s1 + s2 + s3;
}

/**
 * The inner products of a vector with two rows of a matrix, into `out[0]` and `out[1]`: the same as {@link dot} of each to
 * the last bit, in three quarters of the time, for the vector is read once.
 *
 * @param rows row-major, as wide as the vector
 */
export function dotTwoRows(
  rows: Float32Array | Float64Array,
  one: number,
  other: number,
  vector: Float32Array,
  out: Float64Array,
): void {
  let [a0, a1, a2, a3] = [0, 0, 0, 0];
  let [b0, b1, b2, b3] = [0, 0, 0, 0];
  const length = vector.length;
  const a = one * length;
  const b = other * length;
  const even = length - (length % 4);
  for (let i = 0; i < even; i += 4) {
    const x0 = vector[i] as number;
    const x1 = vector[i + 1] as number;
    const x2 = vector[i + 2] as number;
    const x3 = vector[i + 3] as number;
    a0 += (rows[a + i] as number) * x0;
    a1 += (rows[a + i + 1] as number) * x1;
    a2 += (rows[a + i + 2] as number) * x2;
    a3 += (rows[a + i + 3] as number) * x3;
    b0 += (rows[b + i] as number) * x0;
    b1 += (rows[b + i + 1] as number) * x1;
    b2 += (rows[b + i + 2] as number) * x2;
    b3 += (rows[b + i + 3] as number) * x3;
  }
  for (let i = even; i < length; i += 1) {
    a0 += (rows[a + i] as number) * (vector[i] as number);
    b0 += (rows[b + i] as number) * (vector[i] as number);
  }
  out[0] = a0 + a1 + a2 + a3;
  out[1] = b0 + b1 + b2 + b3;
}
