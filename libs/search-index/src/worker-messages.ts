import type { IndexSettings } from './engine.js';
import type { SnapshotExpectation } from './snapshot.js';
import type { SnapshotOrigin } from './vector-index.js';

/** What the worker thread of an index is started with. */
export interface WorkerSettings extends IndexSettings {
  readonly kind: 'hnsw' | 'exact';
}

/** What can be asked of the worker. */
export type Call =
  | { readonly method: 'open' | 'ordinals' | 'stats' }
  | {
      readonly method: 'search';
      readonly query: Float32Array;
      readonly k: number;
      readonly allowed: Uint32Array | undefined;
    }
  | { readonly method: 'upsert'; readonly ordinals: Uint32Array; readonly vectors: Float32Array }
  | { readonly method: 'remove'; readonly ordinals: Uint32Array }
  | { readonly method: 'save'; readonly folder: string; readonly origin: SnapshotOrigin }
  | { readonly method: 'load'; readonly folder: string; readonly expected: SnapshotExpectation };

/** What a search found, best first. */
export interface PackedNeighbours {
  readonly ordinals: Uint32Array;
  readonly scores: Float64Array;
}

export type Request = Call & { readonly id: number };

/** What is left of an error on its way between threads. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  /** Of a refused snapshot. */
  readonly absent: boolean;
}

export type Answer =
  { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: SentError };
