import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger, readConfig, startPlatform } from '#platform';
import { startEngine, type Engine } from '../support/start-engine.js';
import { ended, upload, zip } from '../support/upload-client.js';

const ids = Array.from({ length: 12 }, (_, n) => `product-${n}`);
const twoDaysAgo = new Date(Date.now() - 2 * 24 * 60 * 60_000);

let dataDir: string;
let pictures: Buffer[];
let engine: Engine | undefined;

const hash = (contents: Buffer | string): string => createHash('sha256').update(contents).digest('hex');
const hashOf = (n: number): string => hash(pictures[n] ?? '');
const fileOf = (folder: string, key: string): string => join(dataDir, folder, key.slice(0, 2), key);

/** Runs the command as a shell does. */
function verify(
  args: readonly string[] = [],
  folder = dataDir,
): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, DATA_DIR: folder };
    execFile(process.execPath, ['dist/tools/verify.js', ...args], { env }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

/** The numbers of each line of the table that has found something. */
function found(out: string): Record<string, number[]> {
  const lines = [...out.matchAll(/^(\S.*?)\s{2,}([\d\s]+)$/gm)];
  return Object.fromEntries(
    lines
      .map(([, kind = '', numbers = '']) => [kind, numbers.trim().split(/\s+/).map(Number).slice(1)] as const)
      .filter(([, [count]]) => count !== 0),
  );
}

async function uploadAll(url: string): Promise<void> {
  const products = ids.map((id, n) =>
    JSON.stringify({
      id,
      title: `Mug number ${n}`,
      description: `A mug for guest ${n}.`,
      pictures: [`${n}.png`],
    }),
  );
  const entries = Object.fromEntries(pictures.map((picture, n) => [`${n}.png`, picture]));
  const parts = { products: products.join('\n'), pictures: await zip(entries) };
  expect((await ended(url, await upload(url, parts))).state).toBe('done');
}

async function inDatabase(
  change: (query: (sql: string) => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const platform = await startPlatform(readConfig({ DATA_DIR: dataDir }), createLogger('error'));
  try {
    await change((sql) => platform.dataSource.query(sql));
  } finally {
    await platform.stop();
  }
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'concella-verify-'));
  pictures = await Promise.all(
    ids.map((_, n) =>
      sharp({ create: { width: 64, height: 64, channels: 3, background: { r: n * 20, g: 90, b: 200 } } })
        .png()
        .toBuffer(),
    ),
  );
  engine = await startEngine({ dataDir });
  await uploadAll(engine.url);
  for (const n of [8, 9])
    expect((await fetch(`${engine.url}/v1/pictures/${hashOf(n)}/160`)).status).toBe(200);
});

afterAll(async () => {
  await engine?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

describe('npm run verify', () => {
  it('is refused by the folder of a running installation, and by one without', async () => {
    const running = await verify();
    expect(running.code).toBe(2);
    expect(running.err).toMatch(/is used by process \d+/);
    const elsewhere = await mkdtemp(join(tmpdir(), 'concella-verify-none-'));
    const none = await verify([], elsewhere);
    expect(none).toMatchObject({ code: 2, out: '' });
    expect(none.err).toContain('holds no database');
    expect(await readdir(elsewhere)).toEqual([]);
    await rm(elsewhere, { recursive: true });
  });

  it('finds nothing in a sound folder', async () => {
    await engine?.stop();
    engine = undefined;
    const { code, out } = await verify();
    expect(found(out)).toEqual({});
    expect(out).toContain('All is well.');
    expect(code).toBe(0);
  });

  it(
    'finds each kind of damage, repairs what can be, and names what is to be uploaded again',
    { timeout: 120_000 },
    async () => {
      await rm(fileOf('pictures', hashOf(0)));
      await truncate(fileOf('pictures', hashOf(1)), 50);
      await truncate(fileOf('pictures', hashOf(2)), 0);
      await writeFile(fileOf('pictures', hashOf(3)), pictures[4] ?? '');
      const [old, young] = [hash('old'), hash('young')];
      for (const key of [old, young]) {
        await mkdir(dirname(fileOf('pictures', key)), { recursive: true });
        await writeFile(fileOf('pictures', key), 'of a product that is gone');
      }
      await utimes(fileOf('pictures', old), twoDaysAgo, twoDaysAgo);
      await truncate(fileOf('thumbnails', `${hashOf(8)}-160`), 40);
      await writeFile(fileOf('thumbnails', `${hashOf(9)}-160`), 'something else');
      const [generation = ''] = await readdir(join(dataDir, 'index'));
      const snapshot = join(dataDir, 'index', generation);
      for (const name of await readdir(snapshot))
        if (name !== 'manifest.json') await truncate(join(snapshot, name), 10);
      await inDatabase(async (query) => {
        const image = (n: number): string => `modality = 'image' and content_hash = '${hashOf(n)}'`;
        await query(`update vector set vector = substr(vector, 1, 7) where ${image(4)}`);
        await query(
          `update vector set vector = set_byte(set_byte(vector, 2, 192), 3, 127) where ${image(5)}`,
        );
        await query(`update vector set vector = decode(repeat('0000803f', octet_length(vector) / 4), 'hex')
                   where ${image(6)}`);
        await query(`delete from vector where ${image(7)}`);
        await query(`update channel_vector set description = image where product_id = 'product-8'`);
        await query(`update channel_vector set image = null where product_id = 'product-9'`);
        await query(`delete from channel_vector where product_id = 'product-10'`);
        await query(`insert into channel_vector (model, product_id, ordinal, image, content_hash)
                   select model, 'ghost', 9999, image, 'x' from channel_vector where product_id = 'product-11'`);
        await query(`insert into upload (id, state, files) values (gen_random_uuid(), 'queued', '{}')`);
      });

      const seen = await verify();
      expect(found(seen.out)).toEqual({
        'pictures: missing': [1],
        'pictures: damaged': [3],
        'picture files of no product': [2],
        'served copies: damaged': [2],
        'vectors: unusable': [3],
        'vectors: missing': [4],
        'products: not encoded': [1],
        'channel vectors: wrong': [2],
        'index entries of no product': [1],
        'index snapshots: unusable': [1],
      });
      expect(seen.code).toBe(1);
      for (const n of [0, 1, 2, 3])
        expect(seen.out).toContain(`picture "${n}.png" of product "product-${n}" is`);
      // Looking changes nothing.
      expect(existsSync(fileOf('pictures', hashOf(1)))).toBe(true);

      const repaired = await verify(['--repair']);
      expect(repaired.code).toBe(1);
      expect(found(repaired.out)).toMatchObject({
        'pictures: missing': [1, 1],
        'pictures: damaged': [3, 3],
        'picture files of no product': [2, 2],
        'vectors: missing': [4, 0],
      });
      for (const n of [1, 2, 3]) {
        expect(existsSync(fileOf('pictures', hashOf(n)))).toBe(false);
        expect(existsSync(join(dataDir, 'pictures', 'damaged', hashOf(n)))).toBe(true);
      }
      expect(existsSync(snapshot)).toBe(false);

      // The upload that waits may be about to name what nobody names.
      expect(existsSync(fileOf('pictures', old))).toBe(true);
      await inDatabase(async (query) => {
        await query(`delete from upload where files = '{}'`);
      });
      expect(found((await verify(['--repair'])).out)).toEqual({
        'pictures: missing': [4, 4],
        'picture files of no product': [2, 1],
        'products: not encoded': [7, 0],
      });
      expect(existsSync(fileOf('pictures', old))).toBe(false);
      expect(existsSync(fileOf('pictures', young))).toBe(true);
    },
  );

  it('has nothing to find after the next start and the upload', { timeout: 120_000 }, async () => {
    engine = await startEngine({ dataDir });
    const { url } = engine;
    for (const n of [0, 1, 2, 3])
      expect((await fetch(`${url}/v1/pictures/${hashOf(n)}/original`)).status).toBe(404);
    await expect
      .poll(async () => (await fetch(`${url}/metrics`)).text(), { timeout: 60_000 })
      .toMatch(/job_seconds_count\{job="index",outcome="done"\} [1-9]/);
    await uploadAll(url);
    for (const n of [0, 1, 2, 3])
      expect((await fetch(`${url}/v1/pictures/${hashOf(n)}/original`)).status).toBe(200);
    await engine.stop();
    engine = undefined;
    const { code, out } = await verify();
    expect(found(out)).toEqual({ 'picture files of no product': [1] });
    expect(code).toBe(0);
  });
});
