import { setImmediate } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import type { Atom } from '../product.js';
import { atoms, type ProductRecord } from './product-record.js';

const columns = `title text, description text, price double precision, currency text, availability text,
  category text[], attributes jsonb, variant_of text, pictures jsonb, reviews jsonb, content_hash text`;
const names = [
  'title',
  'description',
  'price',
  'currency',
  'availability',
  'category',
  'attributes',
  'variant_of',
  'pictures',
  'reviews',
  'content_hash',
];
const search = `setweight(to_tsvector('english', r.title), 'A')
  || setweight(to_tsvector('english', r.facet_words), 'B')
  || setweight(to_tsvector('english', r.description), 'C')
  || setweight(to_tsvector('english', r.review_words), 'D')`;
const given = `jsonb_to_recordset($1::jsonb) as r(id text, ${columns}, facet_words text, review_words text)`;

/** Inserts or replaces products and their atoms. Ingests run one after another, so nobody inserts the same id meanwhile. */
export async function writeProducts(
  manager: EntityManager,
  records: readonly ProductRecord[],
): Promise<void> {
  if (records.length === 0) return;
  const json = JSON.stringify(records);
  // Two statements instead of "on conflict": that one would use up an ordinal for every update.
  await manager.query(
    `update product p set ${names.map((name) => `${name} = r.${name}`).join(', ')},
       search = ${search}, updated_at = now()
     from ${given} where p.id = r.id`,
    [json],
  );
  await manager.query(
    `insert into product (id, ${names.join(', ')}, search)
     select r.id, ${names.map((name) => `r.${name}`).join(', ')}, ${search}
     from ${given} where not exists (select 1 from product p where p.id = r.id)`,
    [json],
  );
  await manager.query('delete from atom where product_id = any($1)', [records.map(({ id }) => id)]);
  await writeAtoms(manager, await atomsOf(records));
}

/** Inserts atoms; their places must be free. */
export async function writeAtoms(manager: EntityManager, atoms: readonly Atom[]): Promise<void> {
  await manager.query(
    `insert into atom (product_id, channel, position, content_hash, text)
     select a."productId", a.channel, a.position, a."contentHash", a.text
     from jsonb_to_recordset($1::jsonb)
       as a("productId" text, channel text, position integer, "contentHash" text, text text)`,
    [JSON.stringify(atoms)],
  );
}

/** Splitting text into sentences takes a while: between products, requests get their turn. */
async function atomsOf(records: readonly ProductRecord[]): Promise<Atom[]> {
  const all: Atom[] = [];
  for (const record of records) {
    all.push(...atoms(record));
    await setImmediate();
  }
  return all;
}
