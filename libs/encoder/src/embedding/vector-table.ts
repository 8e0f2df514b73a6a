import type { DataSource, EntityManager } from 'typeorm';
import type { Modality } from '../encoder.js';
import { VectorStore, type Embedder } from '../embedder.js';
import { vectorBytes, vectorFromBytes } from './vector-bytes.js';

// Keeps one statement's parameters at a few megabytes.
const rowsPerStatement = 1000;

/**
 * Centred vectors in PostgreSQL. Rows are keyed by the model and its means, so that vectors of other weights
 * or another centring are never mixed in.
 */
export class VectorTable extends VectorStore {
  /** Of its rows, in the column `model`. */
  readonly key: string;

  constructor(
    private readonly dataSource: DataSource,
    encoder: Pick<Embedder, 'model' | 'centringId'>,
  ) {
    super();
    this.key = `${encoder.model}/${encoder.centringId}`;
  }

  async get(modality: Modality, hashes: readonly string[]): Promise<Map<string, Float32Array>> {
    if (hashes.length === 0) return new Map();
    const rows = await this.dataSource.query<{ content_hash: string; vector: Buffer }[]>(
      `select content_hash, vector from vector
       where model = $1 and modality = $2 and content_hash = any($3::text[])`,
      [this.key, modality, hashes],
    );
    return new Map(rows.map((row) => [row.content_hash, vectorFromBytes(row.vector)]));
  }

  async remove(modality: Modality, hashes: readonly string[]): Promise<void> {
    await this.dataSource.query(
      'delete from vector where model = $1 and modality = $2 and content_hash = any($3::text[])',
      [this.key, modality, hashes],
    );
  }

  async put(modality: Modality, vectors: ReadonlyMap<string, Float32Array>): Promise<void> {
    // In the order of the key, so that two writers of the same rows can't wait for one another.
    const rows = [...vectors].sort(([a], [b]) => (a < b ? -1 : 1));
    for (let start = 0; start < rows.length; start += rowsPerStatement) {
      const some = rows.slice(start, start + rowsPerStatement);
      await this.dataSource.query(
        `insert into vector (model, content_hash, modality, vector)
         select $1, hash, $2, bytes from unnest($3::text[], $4::bytea[]) as new (hash, bytes)
         on conflict do nothing`,
        [this.key, modality, some.map(([hash]) => hash), some.map(([, vector]) => vectorBytes(vector))],
      );
    }
  }
}

/** Deletes the vectors of a model, with whatever means they were centred. */
export async function forgetVectors(manager: EntityManager, model: string): Promise<void> {
  await manager.query(`delete from vector where split_part(model, '/', 1) = $1`, [model]);
}
