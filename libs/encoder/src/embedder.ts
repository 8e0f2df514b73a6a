import type { EncodedPicture, EncoderManifest, Modality, TowerChannels } from './encoder.js';

/**
 * Centred, unit-length vectors: what everything above the encoder works with.
 * Queries are micro-batched and cached by content and model.
 */
export abstract class Embedder {
  /** "<name>@<revision>". */
  abstract readonly model: string;
  abstract readonly dimension: number;
  abstract readonly manifest: EncoderManifest;
  /** Identifies the means in use. */
  abstract readonly centringId: string;
  /** A query's text -> centred vector; cached. */
  abstract text(text: string): Promise<Float32Array>;
  /** Many texts (atoms, vocabulary), in order; not cached. */
  abstract texts(texts: readonly string[]): Promise<Float32Array[]>;
  /** A query's picture -> centred vector; cached by content. @throws {UnreadablePicture} */
  abstract picture(picture: Uint8Array): Promise<Float32Array>;
  /** Many pictures, in order; not cached. @throws {UnreadablePicture} */
  abstract pictures(pictures: readonly Uint8Array[]): Promise<Float32Array[]>;
  /** The mean mu of a modality: a centred vector is unit(x / |x| - mu). */
  abstract mean(modality: Modality): Float32Array;
  /** A picture's raw output with its cells, for evidence. */
  abstract cells(picture: Uint8Array): Promise<EncodedPicture>;
  /** Centred vectors of a picture with patches hidden, see {@link Encoder.encodeMasked}. @throws {UnreadablePicture} */
  abstract masked(
    picture: Uint8Array,
    grid: number,
    masks: readonly (readonly number[])[],
  ): Promise<Float32Array[]>;
  /** A picture's raw units, see {@link Encoder.units}. @throws {UnreadablePicture} */
  abstract units(picture: Uint8Array): Promise<TowerChannels>;
}

/** Stored centred vectors, keyed by (model, content hash, modality): table `vector`. */
export abstract class VectorStore {
  /** Those of the asked hashes that are stored. */
  abstract get(modality: Modality, hashes: readonly string[]): Promise<Map<string, Float32Array>>;
  /** Stores new ones; existing ones stay. */
  abstract put(modality: Modality, vectors: ReadonlyMap<string, Float32Array>): Promise<void>;
}
