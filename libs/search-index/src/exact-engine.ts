import { open, writeFile } from 'node:fs/promises';
import type { Engine, IndexSettings } from './engine.js';
import { Nearest } from './nearest.js';
import { SnapshotRefused, verifySnapshot, writeSnapshot, type SnapshotExpectation } from './snapshot.js';
import type { IndexStats, Neighbour, SnapshotOrigin } from './vector-index.js';
import { PackedVectors } from './packed-vectors.js';

const recordsAtOnce = 256;

/** Compares the query with every vector: the truth in tests, and the way out where hnswlib is missing. */
export class ExactEngine implements Engine {
  private readonly table: PackedVectors;

  constructor(private readonly settings: IndexSettings) {
    this.table = new PackedVectors(settings.dimension);
  }

  search(query: Float32Array, k: number, allowed: Uint32Array | undefined): Neighbour[] {
    return searchExactly(this.table, query, k, allowed);
  }

  set(ordinal: number, vector: Float32Array): void {
    this.table.set(ordinal, vector);
  }

  remove(ordinal: number): void {
    this.table.delete(ordinal);
  }

  ordinals(): Uint32Array {
    return this.table.ordinals();
  }

  async save(folder: string, origin: SnapshotOrigin): Promise<void> {
    const about = { kind: 'exact' as const, ...this.settings, count: this.table.size, origin };
    await writeSnapshot(folder, about, {
      vectors: (path) => writeFile(path, this.records()),
    });
  }

  async load(folder: string, expected: SnapshotExpectation): Promise<bigint> {
    const { manifest, paths } = await verifySnapshot(folder, expected);
    const path = paths.get('vectors');
    const record = 4 * (1 + this.settings.dimension);
    if (path === undefined || manifest.files[0]?.bytes !== manifest.count * record) {
      throw new SnapshotRefused('the vectors do not match their count');
    }
    const file = await open(path, 'r');
    try {
      const buffer = new ArrayBuffer(record * recordsAtOnce);
      for (let done = 0; done < manifest.count; done += recordsAtOnce) {
        await file.read(new Uint8Array(buffer), 0, buffer.byteLength);
        for (let i = 0; i < Math.min(recordsAtOnce, manifest.count - done); i += 1) {
          const vector = new Float32Array(buffer, i * record + 4, this.settings.dimension);
          this.table.set(new Uint32Array(buffer, i * record, 1)[0] ?? 0, vector);
        }
      }
    } finally {
      await file.close();
    }
    return BigInt(manifest.appliedSeq);
  }

  /** Each vector after its ordinal, some hundred at a time. */
  private *records(): Generator<Uint8Array> {
    const words = 1 + this.settings.dimension;
    const ordinals = this.table.ordinals();
    for (let done = 0; done < ordinals.length; done += recordsAtOnce) {
      const some = ordinals.subarray(done, done + recordsAtOnce);
      const records = new Float32Array(some.length * words);
      const labels = new Uint32Array(records.buffer);
      some.forEach((ordinal, i) => {
        labels[i * words] = ordinal;
        records.set(this.table.get(ordinal) ?? [], i * words + 1);
      });
      yield new Uint8Array(records.buffer);
    }
  }

  stats(): IndexStats {
    return {
      kind: 'exact',
      count: this.table.size,
      dimension: this.settings.dimension,
      deletedShare: 0,
    };
  }
}

/** The k best of the table (of the allowed ones), by comparing all. */
export function searchExactly(
  table: PackedVectors,
  query: Float32Array,
  k: number,
  allowed: Uint32Array | undefined,
): Neighbour[] {
  const nearest = new Nearest(Math.min(k, allowed ? allowed.length : table.size));
  if (allowed) table.scoreSome(query, allowed, nearest.offer);
  else table.scoreAll(query, nearest.offer);
  return nearest.take();
}
