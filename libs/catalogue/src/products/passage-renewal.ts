import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { passagesVersion } from './passages.js';
import { contentVersion, descriptionAtoms, type ProductRecord } from './product-record.js';
import { writeAtoms } from './product-writer.js';

const productsPerBatch = 100;
/** content_hash of products that this version has read, as a pattern. */
const current = `${passagesVersion}:%`;

type StoredProduct = Pick<
  ProductRecord,
  'id' | 'title' | 'description' | 'category' | 'attributes' | 'content_hash'
> & { readonly ordinal: number };

/**
 * Reads the passages of products again that an older version of {@link passagesVersion} read. Their content_hash
 * changes with it, as if they had been uploaded anew, so that whatever follows content encodes and indexes them;
 * passages that stayed the same have their vectors already.
 */
@Injectable()
export class PassageRenewal {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /**
   * Says how many products were read again. Can be interrupted anywhere: each batch is one transaction.
   *
   * @param onProgress called after each batch with how many of how many are read.
   */
  async renew(onProgress?: (renewed: number, of: number) => void): Promise<number> {
    const [old]: { products: string }[] = await this.dataSource.query(
      'select count(*) as products from product where content_hash not like $1',
      [current],
    );
    const of = Number(old?.products);
    if (of > 0) onProgress?.(0, of);
    let renewed = 0;
    for (let after = 0; ;) {
      const products = await this.dataSource.transaction((manager) => renewBatch(manager, after));
      const last = products.at(-1);
      if (!last) return renewed;
      renewed += products.length;
      onProgress?.(renewed, of);
      after = last.ordinal;
    }
  }
}

async function renewBatch(manager: EntityManager, after: number): Promise<StoredProduct[]> {
  const products: StoredProduct[] = await manager.query(
    `select id, ordinal, title, description, category, attributes, content_hash from product
     where ordinal > $1 and content_hash not like $2 order by ordinal limit $3 for update`,
    [after, current, productsPerBatch],
  );
  if (products.length === 0) return products;
  const ids = products.map(({ id }) => id);
  await manager.query(`delete from atom where channel = 'description' and product_id = any($1)`, [ids]);
  await writeAtoms(manager, products.flatMap(descriptionAtoms));
  await manager.query(
    `update product p set content_hash = r.content_hash
     from unnest($1::text[], $2::text[]) as r(id, content_hash) where p.id = r.id`,
    [ids, products.map(({ content_hash }) => contentVersion(content_hash))],
  );
  return products;
}
