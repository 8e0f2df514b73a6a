import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '#platform';
import type { DataSource } from 'typeorm';
import { maxNorm } from './fuse.js';
import type { GenerationSettings } from './index-settings.js';
import { SnapshotRefused, verifySnapshot } from './snapshot.js';

interface Generation {
  readonly model: string;
  readonly settings: Omit<GenerationSettings, 'model' | 'dictionaryId'>;
}

/** Checks the snapshots of indexes in a data folder; `repair` removes those that can't be used: the index writes new ones. */
export async function checkSnapshots(
  dataSource: DataSource,
  dataDir: string,
  repair: boolean,
): Promise<Finding[]> {
  const root = join(dataDir, 'index');
  const names = await readdir(root).catch(() => []);
  const details: string[] = [];
  for (const name of names) {
    const folder = join(root, name);
    const fault = await faultOf(dataSource, folder, name);
    if (fault === undefined) continue;
    details.push(`${folder}: ${fault}`);
    if (repair) await rm(folder, { recursive: true, force: true });
  }
  const found = details.length;
  return [{ kind: 'index snapshots: unusable', checked: names.length, found, left: 0, details }];
}

async function faultOf(dataSource: DataSource, folder: string, id: string): Promise<string | undefined> {
  const [generation] = await dataSource.query<Generation[]>(
    'select model, settings from generation where id = $1',
    [id],
  );
  if (!generation) return 'the database does not know it';
  const { model, settings } = generation;
  const lastSeq = BigInt((await countsOf(dataSource, model, '0')).last);
  try {
    const { manifest } = await verifySnapshot(folder, {
      generation: id,
      dimension: settings.dimension,
      maxNorm: maxNorm(settings.weights),
      lastSeq,
    });
    const { before, after } = await countsOf(dataSource, model, manifest.appliedSeq);
    // A product that changed later may have been in it or not.
    if (manifest.count >= before && manifest.count <= before + after) return undefined;
    const expected = after === 0 ? String(before) : `${before} to ${before + after}`;
    return `it holds ${manifest.count} products, the database ${expected}`;
  } catch (error) {
    if (!(error instanceof SnapshotRefused)) throw error;
    // A first snapshot that was not finished.
    return error.absent ? undefined : error.message;
  }
}

/** Products with vectors whose last change is up to `seq`, those changed later, and the last change of all. */
async function countsOf(
  dataSource: DataSource,
  model: string,
  seq: string,
): Promise<{ readonly before: number; readonly after: number; readonly last: string }> {
  const [counts] = await dataSource.query<{ before: number; after: number; last: string }[]>(
    `select (count(*) filter (where seq <= $2 and not deleted
         and num_nonnulls(image, description, reviews) > 0))::integer as before,
       (count(*) filter (where seq > $2))::integer as after, coalesce(max(seq), 0)::text as last
     from channel_vector where model = $1`,
    [model, seq],
  );
  if (!counts) throw new Error('the database counted nothing');
  return counts;
}
