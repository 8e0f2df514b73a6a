import type { DataSource } from 'typeorm';
import { norm, type Modality } from '../encoder.js';
import { modelId, readModel } from '../manifest.js';
import { centringId, centringOf, shippedCentring } from './centring.js';
import { vectorFromBytes } from './vector-bytes.js';

const rowsAtOnce = 1_000;
/** Of the length of a stored unit vector, in float32. */
const tolerance = 1e-3;

/** Names the vectors that a model is served with. */
export interface ModelOfVectors {
  readonly model: string;
  readonly dimension: number;
  readonly centringId: string;
}

/**
 * Reads what names a model's vectors, without loading its graphs; undefined where its means are not taken yet.
 *
 * @throws {ModelError} when the model is absent, incomplete or altered.
 */
export async function modelOfVectors(
  dataSource: DataSource,
  folder: string,
): Promise<ModelOfVectors | undefined> {
  const manifest = await readModel(folder);
  const model = modelId(manifest);
  const centring =
    (await shippedCentring(folder, manifest)) ?? (await centringOf(dataSource, { model, manifest }));
  return centring && { model, dimension: manifest.dimension, centringId: centringId(centring) };
}

/** Content hashes of stored vectors of another length in bytes, with numbers that are none, or neither of length 1 nor 0. */
export async function unusableVectors(
  dataSource: DataSource,
  key: string,
  dimension: number,
): Promise<{ readonly checked: number } & Readonly<Record<Modality, ReadonlySet<string>>>> {
  const found = { image: new Set<string>(), text: new Set<string>() };
  let checked = 0;
  for (let after = { content_hash: '', modality: '' }; ;) {
    const rows = await dataSource.query<{ content_hash: string; modality: Modality; vector: Buffer }[]>(
      `select content_hash, modality, vector from vector
       where model = $1 and (content_hash, modality) > ($2, $3) order by content_hash, modality limit $4`,
      [key, after.content_hash, after.modality, rowsAtOnce],
    );
    for (const { content_hash, modality, vector } of rows)
      if (!isUsable(vector, dimension)) found[modality].add(content_hash);
    checked += rows.length;
    const last = rows.at(-1);
    if (!last) return { checked, ...found };
    after = last;
  }
}

function isUsable(bytes: Buffer, dimension: number): boolean {
  if (bytes.length !== dimension * 4) return false;
  const length = norm(vectorFromBytes(bytes));
  // What the encoder gave no direction has length 0. NaN fails both.
  return Math.abs(length - 1) <= tolerance || length === 0;
}
