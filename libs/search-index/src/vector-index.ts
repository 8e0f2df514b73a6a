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

/**
 * Vectors -> neighbours by inner product. One conformance suite runs on all adapters.
 * Labels are product ordinals. Nothing here blocks the calling thread for more than 20 ms.
 */
export abstract class VectorIndex {
  /**
   * The k best by inner product, best first; fewer when fewer exist. `allowed` restricts to these labels:
   * recall holds at every selectivity (exact search below a measured number of allowed rows).
   */
  abstract search(query: Float32Array, k: number, allowed?: Uint32Array): Promise<Neighbour[]>;
  /** Adds or replaces. `vectors` is row-major [ordinals.length, dimension]. */
  abstract upsert(ordinals: Uint32Array, vectors: Float32Array): Promise<void>;
  abstract remove(ordinals: Uint32Array): Promise<void>;
  /** Writes snapshot, manifest and checksum into the folder, atomically. */
  abstract snapshot(folder: string): Promise<void>;
  abstract stats(): Promise<IndexStats>;
  abstract close(): Promise<void>;
}
