import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { startWorker } from '#platform';
import type { IndexSettings } from './engine.js';
import { SnapshotRefused } from './snapshot.js';
import { VectorIndex, type IndexStats, type Neighbour, type SnapshotOrigin } from './vector-index.js';
import type {
  Answer,
  Call,
  PackedNeighbours,
  Request,
  SentError,
  WorkerSettings,
} from './worker-messages.js';

const longestCloseMs = 5_000;
const closeStepMs = 5;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** An index in a worker thread of its own: hnswlib is synchronous, and comparing 100,000 vectors takes a while. */
abstract class WorkerIndex extends VectorIndex {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private readonly settings: WorkerSettings;
  private calls = 0;
  private broken: Error | undefined;

  protected constructor(settings: WorkerSettings) {
    super();
    this.settings = settings;
    this.worker = startWorker(
      new URL('./index-worker.js', import.meta.url),
      { name: `index-${settings.kind}`, data: settings },
      (error) => this.fail(error),
    );
    this.worker.on('message', (answer: Answer) => this.settle(answer));
    this.worker.on('exit', () => this.fail(new Error('the index is closed')));
    // The process may end although an index is open; whoever waits for an answer holds it.
    this.worker.unref();
  }

  /** Why nothing can be asked any more; undefined while all is well. */
  get failure(): Error | undefined {
    return this.broken;
  }

  async search(query: Float32Array, k: number, allowed?: Uint32Array): Promise<Neighbour[]> {
    if (query.length !== this.settings.dimension)
      throw new RangeError(`a query of ${query.length} numbers, not ${this.settings.dimension}`);
    const found = await this.call<PackedNeighbours>({ method: 'search', query, k, allowed });
    return Array.from(found.ordinals, (ordinal, i) => ({ ordinal, score: found.scores[i] ?? 0 }));
  }

  upsert(ordinals: Uint32Array, vectors: Float32Array): Promise<void> {
    return this.call({ method: 'upsert', ordinals, vectors });
  }

  remove(ordinals: Uint32Array): Promise<void> {
    return this.call({ method: 'remove', ordinals });
  }

  ordinals(): Promise<Uint32Array> {
    return this.call({ method: 'ordinals' });
  }

  snapshot(folder: string, origin: SnapshotOrigin): Promise<void> {
    return this.call({ method: 'save', folder, origin });
  }

  /**
   * Fills this empty index from the snapshot in the folder; gives the seq up to which it goes.
   *
   * @param lastSeq the last change in the database.
   * @throws {SnapshotRefused} when there is none, it is damaged, or of another generation, kind, dimension or database.
   */
  restore(folder: string, generation: string, lastSeq: bigint): Promise<bigint> {
    const { kind, dimension, maxNorm } = this.settings;
    return this.call({ method: 'load', folder, expected: { generation, kind, dimension, maxNorm, lastSeq } });
  }

  stats(): Promise<IndexStats> {
    return this.call({ method: 'stats' });
  }

  /** Ends the thread after the calls that it has: one ended within a search takes the whole process with it. */
  async close(): Promise<void> {
    this.broken ??= new Error('the index is closed');
    for (let waited = 0; this.waiting.size > 0 && waited < longestCloseMs; waited += closeStepMs)
      await sleep(closeStepMs);
    await this.worker.terminate();
  }

  /** Resolves when the worker runs; rejects when it can't. */
  protected opened(): Promise<void> {
    return this.call({ method: 'open' });
  }

  private call<T>(call: Call): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.broken) {
        reject(this.broken);
        return;
      }
      const id = (this.calls += 1);
      this.waiting.set(id, { resolve: (value) => resolve(value as T), reject });
      this.worker.ref();
      this.worker.postMessage({ ...call, id } satisfies Request);
    });
  }

  private settle(answer: Answer): void {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if (this.waiting.size === 0) this.worker.unref();
    if (!('error' in answer)) waiting?.resolve(answer.value);
    else waiting?.reject(errorFrom(answer.error));
  }

  private fail(error: Error): void {
    this.broken ??= error;
    for (const { reject } of this.waiting.values()) reject(this.broken);
    this.waiting.clear();
  }
}

/** Errors lose their class on the way between threads. */
function errorFrom({ name, message, absent }: SentError): Error {
  if (name === 'SnapshotRefused') return new SnapshotRefused(message, absent);
  if (name === 'RangeError') return new RangeError(message);
  return new Error(message);
}

/** hnswlib's graph: the index of every shop of more than a few thousand products. */
export class HnswIndex extends WorkerIndex {
  /** @throws when hnswlib-node is not installed or was not compiled. */
  static async open(settings: IndexSettings): Promise<HnswIndex> {
    const index = new HnswIndex({ ...settings, kind: 'hnsw' });
    await index.opened().catch(async (error: unknown) => {
      await index.close();
      throw error;
    });
    return index;
  }
}

/** Compares the query with every vector. */
export class ExactIndex extends WorkerIndex {
  static async open(settings: IndexSettings): Promise<ExactIndex> {
    const index = new ExactIndex({ ...settings, kind: 'exact' });
    await index.opened();
    return index;
  }
}
