import type { EntityManager } from 'typeorm';
import { channels, vectorBytes, type Channel } from '#encoder';
import { forgetGenerations } from './generation.js';

/**
 * Writers of channel_vector hold this advisory lock to the end of their transaction, so that seq grows in commit order.
 */
const channelVectorLock = 7_261_934_502;

/** A product's place in the log of one model. */
export interface IndexedProduct {
  readonly productId: string;
  readonly ordinal: number;
  /** Of the product as it was when it was encoded; null where it is to be encoded again. */
  readonly contentHash: string | null;
  readonly seq: string;
}

export type StoredChannels = Readonly<Record<Channel, Buffer | null>>;

/** What is written of one product. */
export interface NewChannels {
  readonly id: string;
  readonly ordinal: number;
  readonly contentHash: string | null;
  /** In the order of {@link channels}; undefined where the product has none. */
  readonly means: readonly (Float32Array | undefined)[];
}

const place = 'product_id as "productId", ordinal, content_hash as "contentHash", seq';

/** Nobody else writes channel vectors until the transaction ends. */
export async function lockChannelVectors(manager: EntityManager): Promise<void> {
  await manager.query('select pg_advisory_xact_lock($1)', [channelVectorLock]);
}

/** Wakes those that follow the channel vectors of a model, when the transaction ends. */
export async function notifyFollowers(manager: EntityManager, model: string): Promise<void> {
  await manager.query('select pg_notify($1, $2)', ['channel_vector', model]);
}

/** Writes the channel vectors of products, under the lock. @returns their places in the log */
export function appendChannelVectors(
  manager: EntityManager,
  model: string,
  products: readonly NewChannels[],
): Promise<{ id: string; seq: string }[]> {
  const bytes = products.map(({ means }) => means.map((mean) => (mean ? vectorBytes(mean) : null)));
  return manager.query(
    `insert into channel_vector as v (model, product_id, ordinal, content_hash, image, description, reviews, seq)
     select $1, r.id, r.ordinal, r.content_hash, r.image, r.description, r.reviews, nextval('channel_vector_seq')
     from unnest($2::text[], $3::integer[], $4::text[], $5::bytea[], $6::bytea[], $7::bytea[])
       as r(id, ordinal, content_hash, image, description, reviews)
     on conflict (model, product_id) do update set ordinal = excluded.ordinal,
       content_hash = excluded.content_hash, image = excluded.image, description = excluded.description,
       reviews = excluded.reviews, deleted = false, seq = excluded.seq
     returning product_id as id, seq`,
    [
      model,
      products.map(({ id }) => id),
      products.map(({ ordinal }) => ordinal),
      products.map(({ contentHash }) => contentHash),
      ...channels.map((_, at) => bytes.map((of) => of[at] ?? null)),
    ],
  );
}

/** The places of products in the log of a model, by id; those that are not there, or deleted, are left out. */
export async function indexedProducts(
  manager: EntityManager,
  model: string,
  ids: readonly string[],
): Promise<Map<string, IndexedProduct>> {
  const rows: IndexedProduct[] = await manager.query(
    `select ${place} from channel_vector where model = $1 and product_id = any($2) and not deleted`,
    [model, ids],
  );
  return new Map(rows.map((row) => [row.productId, row]));
}

/** The same with the vectors, as they are stored. */
export async function storedChannels(
  manager: EntityManager,
  model: string,
  ids: readonly string[],
): Promise<Map<string, IndexedProduct & StoredChannels>> {
  const rows: (IndexedProduct & StoredChannels)[] = await manager.query(
    `select ${place}, image, description, reviews from channel_vector
     where model = $1 and product_id = any($2) and not deleted`,
    [model, ids],
  );
  return new Map(rows.map((row) => [row.productId, row]));
}

/** The next ids after this one that the log of a model has, in the order of bytes. */
export async function nextIndexed(
  manager: EntityManager,
  model: string,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows: { id: string }[] = await manager.query(
    `select product_id as id from channel_vector
     where model = $1 and not deleted and product_id collate "C" > $2 order by product_id collate "C" limit $3`,
    [model, after, limit],
  );
  return rows.map(({ id }) => id);
}

/** The number of the last change of a model; 0 where there is none. */
export async function lastSeq(manager: EntityManager, model: string): Promise<string> {
  const [row]: { last: string }[] = await manager.query(
    'select coalesce(max(seq), 0) as last from channel_vector where model = $1',
    [model],
  );
  return row?.last ?? '0';
}

/** Takes a product out of the index of every model, under the lock. @returns those models */
export async function removeFromIndexes(manager: EntityManager, productId: string): Promise<string[]> {
  const [rows]: [{ model: string }[], number] = await manager.query(
    `update channel_vector set deleted = true, image = null, description = null, reviews = null,
       seq = nextval('channel_vector_seq') where product_id = $1 returning model`,
    [productId],
  );
  return rows.map(({ model }) => model);
}

/** Takes products out of the index of a model, under the lock. */
export async function removeFromIndex(
  manager: EntityManager,
  model: string,
  productIds: readonly string[],
): Promise<void> {
  await manager.query(
    `update channel_vector set deleted = true, image = null, description = null, reviews = null,
       seq = nextval('channel_vector_seq') where model = $1 and product_id = any($2)`,
    [model, productIds],
  );
}

/** Has a model know these products no longer as they are, so that they are encoded again. */
export async function forgetContents(
  manager: EntityManager,
  model: string,
  productIds: readonly string[],
): Promise<void> {
  await manager.query(
    'update channel_vector set content_hash = null where model = $1 and product_id = any($2)',
    [model, productIds],
  );
}

/** Deletes the log and the generations of a model. @returns the dictionaries of those generations */
export async function forgetIndexed(manager: EntityManager, model: string): Promise<string[]> {
  await manager.query('delete from channel_vector where model = $1', [model]);
  return forgetGenerations(manager, model);
}
