import { createHash } from 'node:crypto';
import {
  Column,
  CreateDateColumn,
  Entity,
  Not,
  PrimaryColumn,
  type EntityManager,
  type Repository,
} from 'typeorm';
import type { GenerationSettings } from './index-settings.js';

/** Changes when the same settings no longer give the same vectors, so that no old snapshot is read as a new one. */
const formatVersion = 1;

/** A generation as answers and snapshots name it. */
@Entity({ name: 'generation' })
export class Generation {
  @PrimaryColumn({ type: 'text' })
  readonly id!: string;

  @Column({ type: 'text' })
  readonly model!: string;

  @Column({ type: 'text' })
  readonly dictionary!: string;

  /** What else decides its vectors. */
  @Column({ type: 'jsonb' })
  readonly settings!: Omit<GenerationSettings, 'model' | 'dictionaryId'>;

  @Column({ type: 'text' })
  readonly state!: 'building' | 'serving' | 'retired';

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;
}

/** Names what an index means: equal for equal model, centring, dictionary, weights and way of fusing. */
export function generationId(settings: GenerationSettings): string {
  const { model, dimension, centringId, dictionaryId, weights } = settings;
  const numbers = [weights.text, weights.image].flatMap((w) => [w.image, w.description, w.reviews]);
  const meaning = JSON.stringify([formatVersion, model, dimension, centringId, dictionaryId, numbers]);
  return createHash('sha256').update(meaning).digest('hex').slice(0, 12);
}

/** Writes the generation down; one that is there already keeps its state. */
export async function registerGeneration(
  generations: Repository<Generation>,
  id: string,
  settings: GenerationSettings,
): Promise<void> {
  const { model, dictionaryId: dictionary, ...rest } = settings;
  await generations
    .createQueryBuilder()
    .insert()
    .values({ id, model, dictionary, settings: rest, state: 'building' })
    .orIgnore()
    .execute();
}

/** Makes this generation the serving one; the one that served retires. */
export async function markServing(generations: Repository<Generation>, id: string): Promise<void> {
  await generations.manager.transaction(async (manager) => {
    // Two processes that start together take turns: one generation serves.
    await manager.query(`select pg_advisory_xact_lock(hashtext('concella.generation'))`);
    await manager.update(Generation, { state: 'serving', id: Not(id) }, { state: 'retired' });
    await manager.update(Generation, { id }, { state: 'serving' });
  });
}

/** Deletes the generations of a model. @returns their dictionaries */
export async function forgetGenerations(manager: EntityManager, model: string): Promise<string[]> {
  const deleted = await manager
    .createQueryBuilder()
    .delete()
    .from(Generation)
    .where({ model })
    .returning('dictionary')
    .execute();
  return (deleted.raw as { dictionary: string }[]).map(({ dictionary }) => dictionary);
}
