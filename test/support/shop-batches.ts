import sharp from 'sharp';
import type { DataSource } from 'typeorm';
import { expect } from 'vitest';
import { zip, type Part } from './upload-client.js';

const everyBad = 25;
const picturesEach = 20;

/** Rows of a batch, and how many of them are right. */
export const batchRows = 100;
export const batchAccepted = batchRows - batchRows / everyBad;

/** The n-th upload: rows of their own, every 25th without a title; 20 pictures that no other upload has. */
export async function shopBatch(batch: number): Promise<Record<string, Part>> {
  const pictures: Record<string, Buffer> = {};
  for (let n = 0; n < picturesEach; n += 1) {
    const background = { r: (n * 12) % 256, g: batch % 256, b: (batch * 7 + n) % 256 };
    pictures[`p-${batch}-${n}.png`] = await sharp({
      create: { width: 48, height: 48, channels: 3, background },
    })
      .png()
      .toBuffer();
  }
  const rows = Array.from({ length: batchRows }, (_, n) =>
    JSON.stringify({
      id: `p-${batch}-${n}`,
      ...(n % everyBad === 0 ? {} : { title: `Product number ${n} of ${batch}` }),
      description: `The description of product ${n} of ${batch}.`,
      pictures: [`p-${batch}-${n % picturesEach}.png`],
      reviews: [{ text: `A review of product ${n} of ${batch}.` }],
    }),
  );
  return { products: rows.join('\n'), pictures: await zip(pictures) };
}

/** Looks into the database itself: everything of so many batches is there, once. Throws where it is not. */
export async function inspectBatches(database: DataSource, batches: number): Promise<void> {
  const accepted = batches * batchAccepted;
  expect(
    await numbers(
      database,
      `select
        (select count(*) from product) as products,
        (select count(distinct ordinal) from product) as ordinals,
        (select count(*) from upload where state = 'done') as uploads,
        (select count(*) from upload_error) as reports,
        (select count(*) from upload_product where seq is not null and encoded_at is not null) as rows,
        (select count(*) from atom) as atoms,
        (select count(*) from graphile_worker.jobs where task_identifier in ('ingest', 'encode', 'index')) as jobs`,
    ),
  ).toEqual({
    products: accepted,
    ordinals: accepted,
    uploads: batches,
    reports: batches * (batchRows - batchAccepted),
    rows: accepted,
    // One picture, one headline, one sentence, one review.
    atoms: accepted * 4,
    jobs: 0,
  });
  const models: { model: string }[] = await database.query('select model from encoder');
  for (const { model } of models)
    expect(
      await numbers(
        database,
        `select
          (select count(*) from channel_vector where model = $1 and image is not null and description is not null
             and reviews is not null and not deleted) as vectors,
          (select count(distinct seq) from channel_vector where model = $1) as places,
          (select count(*) from vector where split_part(model, '/', 1) = $1 and modality = 'image') as pictures,
          (select count(*) from atom a where not exists
             (select 1 from vector v where split_part(v.model, '/', 1) = $1 and v.content_hash = a.content_hash)) as unencoded`,
        [model],
      ),
      model,
    ).toEqual({ vectors: accepted, places: accepted, pictures: batches * picturesEach, unencoded: 0 });
}

async function numbers(
  database: DataSource,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Record<string, number>> {
  const [row]: Record<string, string>[] = await database.query(sql, [...values]);
  return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]));
}
