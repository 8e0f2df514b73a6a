import type { EntityManager } from 'typeorm';
import type { Channel } from '#encoder';
import type { ProductPicture } from '../product.js';

/** What ingestion asks of the tables `product` and `atom`, beside what it writes (product-writer.ts). */

/** A product by what it holds: the hash changes with its content. */
export interface ProductContent {
  readonly id: string;
  readonly ordinal: number;
  readonly contentHash: string;
}

/** An atom by what its vector is stored under. */
export interface AtomKey {
  readonly productId: string;
  readonly channel: Channel;
  readonly position: number;
  readonly contentHash: string;
}

const content = 'id, ordinal, content_hash as "contentHash"';

/** Those of the products that exist, by ordinal. */
export function productContents(manager: EntityManager, ids: readonly string[]): Promise<ProductContent[]> {
  return manager.query(`select ${content} from product where id = any($1) order by ordinal`, [ids]);
}

/** The next products after an ordinal. */
export function nextProducts(
  manager: EntityManager,
  after: number,
  limit: number,
): Promise<ProductContent[]> {
  return manager.query(`select ${content} from product where ordinal > $1 order by ordinal limit $2`, [
    after,
    limit,
  ]);
}

export async function hasProducts(manager: EntityManager): Promise<boolean> {
  return (await manager.query<unknown[]>('select from product limit 1')).length > 0;
}

/** Deletes a product with its atoms. @returns whether it was there */
export async function deleteProduct(manager: EntityManager, id: string): Promise<boolean> {
  const [, removed]: [unknown, number] = await manager.query('delete from product where id = $1', [id]);
  return removed > 0;
}

/** The pictures of products, by id. */
export async function picturesOf(
  manager: EntityManager,
  ids: readonly string[],
): Promise<Map<string, ProductPicture[]>> {
  const rows: { id: string; pictures: ProductPicture[] }[] = await manager.query(
    'select id, pictures from product where id = any($1)',
    [ids],
  );
  return new Map(rows.map(({ id, pictures }) => [id, pictures]));
}

/** The atoms of products, without their words. */
export function atomKeys(manager: EntityManager, productIds: readonly string[]): Promise<AtomKey[]> {
  return manager.query(
    `select product_id as "productId", channel, position, content_hash as "contentHash"
     from atom where product_id = any($1)`,
    [productIds],
  );
}

/** Where products show a picture. */
export function pictureAtoms(
  manager: EntityManager,
  contentHash: string,
): Promise<Pick<AtomKey, 'productId' | 'position'>[]> {
  return manager.query(
    `select product_id as "productId", position from atom where channel = 'image' and content_hash = $1`,
    [contentHash],
  );
}
