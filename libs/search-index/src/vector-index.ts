/** A neighbour: the product's index label and its inner product with the query. */
export interface Neighbour {
  readonly ordinal: number;
  readonly score: number;
}

export interface IndexStats {
  readonly kind: 'hnsw' | 'exact';
  readonly count: number;
  readonly dimension: number;
  readonly deletedShare: number;
}

/** What a snapshot says of where it comes from. */
export interface SnapshotOrigin {
  readonly generation: string;
  /** Largest seq of the table channel_vector that is in it. */
  readonly appliedSeq: bigint;
}

/**
 * Vectors -> neighbours by inner product. One conformance suite runs on all adapters.
 * Labels are product ordinals. Nothing here blocks the calling thread for more than 20 ms.
 */
export abstract class VectorIndex {
  /**
   * The k best by inner product, best first; fewer when fewer exist. `allowed` restricts to these labels
   * (each given once):
   * recall holds at every selectivity (exact search below a measured number of allowed rows).
   */
  abstract search(query: Float32Array, k: number, allowed?: Uint32Array): Promise<Neighbour[]>;
  /**
   * Adds or replaces. `vectors` is row-major [ordinals.length, dimension].
   *
   * @throws {RangeError} when a vector is not finite, of another dimension or longer than the index's greatest norm;
   *   then none of them is added.
   */
  abstract upsert(ordinals: Uint32Array, vectors: Float32Array): Promise<void>;
  /** Labels that are not here are passed over. */
  abstract remove(ordinals: Uint32Array): Promise<void>;
  /** All labels, in no order. */
  abstract ordinals(): Promise<Uint32Array>;
  /** Writes snapshot, manifest and checksum into the folder, atomically. */
  abstract snapshot(folder: string, origin: SnapshotOrigin): Promise<void>;
  abstract stats(): Promise<IndexStats>;
  abstract close(): Promise<void>;
}
