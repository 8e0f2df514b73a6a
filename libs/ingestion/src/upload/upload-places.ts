import { In, type EntityManager } from 'typeorm';
import { UploadRow } from './upload-row.js';

/** Those of the products that an unfinished upload is at work on. */
export async function awaitedProducts(
  manager: EntityManager,
  productIds: readonly string[],
): Promise<Set<string>> {
  const rows: { id: string }[] = await manager.query(
    'select distinct product_id as id from upload_product where product_id = any($1) and seq is null',
    [productIds],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Places after this one count as reached: they were in the log of an encoder that no longer serves. */
export async function forgetPlacesAfter(manager: EntityManager, seq: string): Promise<void> {
  await manager.query('update upload_product set seq = 0 where seq > $1', [seq]);
}

export function hasUploads(manager: EntityManager): Promise<boolean> {
  return manager.exists(UploadRow);
}

/** Whether no upload is at work; none can begin until the transaction ends. */
export async function noUploadAtWork(manager: EntityManager): Promise<boolean> {
  await manager.query('lock table upload in share mode');
  return !(await manager.existsBy(UploadRow, { state: In(['queued', 'running']) }));
}
