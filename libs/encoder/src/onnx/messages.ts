import type { EncoderManifest, Modality } from '../encoder.js';
import type { Pixels } from '../pictures/resample.js';

/** What a tower's thread is started with. */
export interface TowerData {
  readonly folder: string;
  readonly manifest: EncoderManifest;
  readonly modality: Modality;
  /** Threads inside one operator of the graph. */
  readonly threads: number;
}

/** One picture several times, each time with other patches hidden (Encoder.encodeMasked). */
export interface MaskedPicture {
  readonly masked: Pixels;
  readonly grid: number;
  readonly masks: readonly (readonly number[])[];
}

/** One batch for a tower: texts for the text tower, decoded pictures for the image tower. */
export type TowerInput =
  | { readonly texts: readonly string[] }
  | { readonly pictures: readonly Pixels[]; readonly cells: boolean }
  | MaskedPicture
  | { readonly unitsOf: Pixels };

export interface TowerRequest {
  readonly id: number;
  readonly input: TowerInput;
}

/** Raw units of one picture, see RawUnits. */
export type UnitsOutput =
  | {
      readonly kind: 'linear';
      readonly value: string;
      readonly activations: Float32Array<ArrayBuffer>;
      readonly weights: Float32Array<ArrayBuffer>;
      readonly bias: Float32Array<ArrayBuffer>;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A batch's outputs: `vectors` [rows, dimension]; `cells` [rows, cells.rows * cells.columns, dimension]. */
export interface TowerOutput {
  readonly vectors: Float32Array<ArrayBuffer>;
  readonly cells?: {
    readonly rows: number;
    readonly columns: number;
    readonly values: Float32Array<ArrayBuffer>;
  };
  readonly units?: UnitsOutput;
  readonly prepareSeconds: number;
  readonly inferSeconds: number;
}

export type TowerReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly id: number; readonly output: TowerOutput }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string };
