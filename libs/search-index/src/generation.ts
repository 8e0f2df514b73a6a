import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { GenerationSettings } from './index-settings.js';

/** Changes when the same settings no longer give the same vectors, so that no old snapshot is read as a new one. */
const formatVersion = 1;

/** Names what an index means: equal for equal model, centring, dictionary, weights and way of fusing. */
export function generationId(settings: GenerationSettings): string {
  const { model, dimension, centringId, dictionaryId, weights } = settings;
  const numbers = [weights.text, weights.image].flatMap((w) => [w.image, w.description, w.reviews]);
  const meaning = JSON.stringify([formatVersion, model, dimension, centringId, dictionaryId, numbers]);
  return createHash('sha256').update(meaning).digest('hex').slice(0, 12);
}

/** Writes the generation down; one that is there already keeps its state. */
export async function registerGeneration(
  dataSource: DataSource,
  id: string,
  settings: GenerationSettings,
): Promise<void> {
  const { model, dictionaryId, ...rest } = settings;
  await dataSource.query(
    `insert into generation (id, model, dictionary, settings, state) values ($1, $2, $3, $4, 'building')
     on conflict (id) do nothing`,
    [id, model, dictionaryId, JSON.stringify(rest)],
  );
}

/** Makes this generation the serving one; the one that served retires. */
export async function serveGeneration(dataSource: DataSource, id: string): Promise<void> {
  await dataSource.transaction(async (manager) => {
    // Two processes that start together take turns: one generation serves.
    await manager.query(`select pg_advisory_xact_lock(hashtext('concella.generation'))`);
    await manager.query(`update generation set state = 'retired' where state = 'serving' and id <> $1`, [id]);
    await manager.query(`update generation set state = 'serving' where id = $1`, [id]);
  });
}
