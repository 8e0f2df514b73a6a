import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLogger, dataSourceOptions, startEmbeddedServer } from '#platform';
import { DataSource } from 'typeorm';
import { startEngine, type Engine } from '../support/start-engine.js';
import { ended, progress, reports, upload, zip } from '../support/upload-client.js';

const products = 1_000;
const kills = 10;
const everyBad = 50;

let dataDir: string;
let engine: Engine | undefined;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'concella-kill9-'));
});

afterAll(async () => {
  await engine?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** 1,000 rows, every 50th without a title; 200 different pictures. */
async function catalogue(): Promise<{ products: string; pictures: Buffer }> {
  const entries: Record<string, Buffer> = {};
  for (let n = 0; n < 200; n += 1) {
    const background = { r: (n * 53) % 256, g: (n * 101) % 256, b: (n * 197) % 256 };
    entries[`p-${n}.jpg`] = await sharp({ create: { width: 48, height: 48, channels: 3, background } })
      .jpeg()
      .toBuffer();
  }
  const rows = Array.from({ length: products }, (_, n) =>
    JSON.stringify({
      id: `p-${n}`,
      ...(n % everyBad === 0 ? {} : { title: `Product number ${n}` }),
      description: `The description of product ${n}.`,
      pictures: [`p-${n % 200}.jpg`],
      reviews: [{ text: `A review of product ${n}.` }],
    }),
  );
  return { products: rows.join('\n'), pictures: await zip(entries) };
}

it(
  'an ingest that is killed ten times ends with exact counts, nothing lost and nothing twice',
  { timeout: 900_000 },
  async () => {
    engine = await startEngine({ dataDir });
    const id = await upload(engine.url, await catalogue());
    const interrupted: string[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      // From "just started" to "well into encoding"; a run that is done early is killed all the same.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 2_500));
      const { state, counts } = await progress(engine.url, id);
      interrupted.push(`${state} ${counts.read}/${counts.encoded}/${counts.indexed}`);
      await engine.kill9();
      engine = await startEngine({ dataDir });
    }
    console.log(`killed at (state read/encoded/indexed): ${interrupted.join(', ')}`);
    expect(interrupted.some((at) => at.startsWith('running'))).toBe(true);

    const accepted = products - products / everyBad;
    expect(await ended(engine.url, id)).toEqual(
      expect.objectContaining({
        state: 'done',
        counts: {
          read: products,
          accepted,
          rejected: products / everyBad,
          encoded: accepted,
          indexed: accepted,
        },
      }),
    );
    expect((await reports(engine.url, id)).map(({ row, field }) => `${row} ${field}`)).toEqual(
      Array.from({ length: products / everyBad }, (_, n) => `${n * everyBad + 1} title`),
    );
    await engine.stop();
    engine = undefined;
    await inspect(accepted);
  },
);

/** Looks into the database itself, without the application. */
async function inspect(accepted: number): Promise<void> {
  const server = await startEmbeddedServer(dataDir, createLogger('error'));
  const database = await new DataSource(dataSourceOptions(server.url)).initialize();
  try {
    const [row]: Record<string, string>[] = await database.query(`
      select
        (select count(*) from product) as products,
        (select count(distinct ordinal) from product) as ordinals,
        (select count(*) from upload_product where seq is not null and encoded_at is not null) as rows,
        (select count(*) from channel_vector where image is not null and description is not null
           and reviews is not null and not deleted) as vectors,
        (select count(distinct seq) from channel_vector) as places,
        (select count(*) from vector where modality = 'image') as pictures,
        (select count(*) from atom) as atoms,
        (select count(*) from atom a where not exists
           (select 1 from vector v where v.content_hash = a.content_hash)) as unencoded,
        (select count(*) from graphile_worker.jobs where task_identifier in ('ingest', 'encode', 'index')) as jobs
    `);
    const counts = Object.fromEntries(
      Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]),
    );
    expect(counts).toEqual({
      products: accepted,
      ordinals: accepted,
      rows: accepted,
      vectors: accepted,
      places: accepted,
      pictures: 200 - 200 / everyBad,
      // One picture, one headline, one sentence, one review.
      atoms: accepted * 4,
      unencoded: 0,
      jobs: 0,
    });
  } finally {
    await database.destroy();
    await server.stop();
  }
}
