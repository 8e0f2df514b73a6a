import { setImmediate } from 'node:timers/promises';
import type { SnapshotExpectation } from './snapshot.js';
import type { IndexStats, Neighbour, SnapshotOrigin } from './vector-index.js';

/** What an index is made for. */
export interface IndexSettings {
  readonly dimension: number;
  /** No vector may be longer. */
  readonly maxNorm: number;
}

/** An index inside its worker thread. Single writes and searches are short; whoever calls divides long work. */
export interface Engine {
  search(query: Float32Array, k: number, allowed: Uint32Array | undefined): Neighbour[];
  set(ordinal: number, vector: Float32Array): void;
  remove(ordinal: number): void;
  ordinals(): Uint32Array;
  save(folder: string, origin: SnapshotOrigin): Promise<void>;
  /** Fills an empty engine. @throws {SnapshotRefused} */
  load(folder: string, expected: SnapshotExpectation): Promise<bigint>;
  stats(): IndexStats;
}

const sliceMs = 4;

/** Gives way to waiting searches when a long piece of work has held the worker's thread for a few milliseconds. */
export class Slices {
  private until = performance.now() + sliceMs;

  async next(): Promise<void> {
    if (performance.now() < this.until) return;
    await setImmediate();
    this.until = performance.now() + sliceMs;
  }
}
