import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { seededRandom } from '#platform';
import { call, type Problem } from '../support/ask.js';
import { smallDisk } from '../support/small-disk.js';
import { startEngine, type Engine } from '../support/start-engine.js';
import { ended, form, progress, upload, zip } from '../support/upload-client.js';

const products = 24;
const pictureSide = 300;

let engine: Engine | undefined;
const storage = await smallDisk(24);
const data = await smallDisk(220);

afterAll(async () => {
  await engine?.stop();
  await storage?.unmount();
  await data?.unmount();
});

/** Pictures of noise, which don't shrink: about 250 KB each. */
async function catalogue(name: string): Promise<{ products: string; pictures: Buffer }> {
  const random = seededRandom(20);
  const entries: Record<string, Buffer> = {};
  for (let n = 0; n < products; n += 1) {
    const noise = Buffer.from(Uint8Array.from({ length: pictureSide ** 2 * 3 }, () => random() * 256));
    const raw = { width: pictureSide, height: pictureSide, channels: 3 as const };
    entries[`${name}-${n}.png`] = await sharp(noise, { raw }).png().toBuffer();
  }
  const rows = Array.from({ length: products }, (_, n) =>
    JSON.stringify({ id: `${name}-${n}`, title: `${name} ${n}`, pictures: [`${name}-${n}.png`] }),
  );
  return { products: rows.join('\n'), pictures: await zip(entries) };
}

const warnings = (log: readonly string[]): number => log.filter((line) => /"level":[45]0/.test(line)).length;

it.skipIf(!storage)(
  'a full disk of pictures: 507, the upload says that it waits, and goes on by itself',
  { timeout: 240_000 },
  async () => {
    if (!storage) return;
    engine = await startEngine({ env: { STORAGE_DIR: join(storage.folder, 'storage') } });
    const { url } = engine;
    const files = await catalogue('mug');

    await storage.fill(0);
    const refused = await call<Problem>(url, '/v1/catalogue/uploads', form(files));
    expect(refused).toMatchObject({
      status: 507,
      type: expect.stringContaining('application/problem+json') as string,
    });
    expect(refused.body.detail).toContain('no space left');
    expect((await call(url, '/health/ready')).status).toBe(200);

    // Room for the upload, not for its pictures beside it.
    await storage.free();
    await storage.fill(files.pictures.length + 2_000_000);
    const id = await upload(url, files);
    await expect
      .poll(async () => (await progress(url, id)).waiting, { timeout: 60_000 })
      .toContain('no space left');
    expect((await progress(url, id)).state).toBe('running');
    expect((await call(url, '/health/live')).status).toBe(200);
    expect((await call(url, '/v1/recommendations', { query: { text: 'a mug' } })).status).toBe(200);

    await storage.free();
    expect(await ended(url, id)).toMatchObject({
      state: 'done',
      waiting: null,
      counts: { read: products, accepted: products, rejected: 0, indexed: products },
    });
    expect(warnings(engine.log)).toBeLessThan(40);
    await engine.stop();
    engine = undefined;
  },
);

it.skipIf(!data)(
  'a full disk of the database: nothing ends, nothing is lost, it goes on by itself',
  { timeout: 300_000 },
  async () => {
    if (!data) return;
    const dataDir = join(data.folder, 'data');
    await mkdir(dataDir);
    engine = await startEngine({ dataDir });
    const { url } = engine;
    const before = await upload(url, await catalogue('cup'));
    expect(await ended(url, before)).toMatchObject({ state: 'done' });

    await data.fill(0);
    const refused = await call<Problem>(url, '/v1/catalogue/uploads', form(await catalogue('jug')));
    expect(refused.status).toBe(507);
    for (let n = 0; n < 20; n += 1) {
      const { status } = await call(url, '/v1/recommendations', { query: { text: `cup ${n}` } });
      expect([200, 503, 507]).toContain(status);
    }
    expect((await call(url, '/health/live')).status).toBe(200);

    await data.free();
    await expect.poll(async () => (await call(url, '/health/ready')).status, { timeout: 60_000 }).toBe(200);
    const interrupted = await upload(url, await catalogue('jug'));
    await data.fill(0);
    // Whatever state it is in, and whether PostgreSQL answers, restarts or refuses: for some seconds there is no room.
    await sleep(5_000);
    await data.free();
    expect(await ended(url, interrupted)).toMatchObject({
      state: 'done',
      counts: { accepted: products, indexed: products },
    });

    // Stopping without room for a snapshot: the former one stays, and the next start is right all the same.
    await data.fill(0);
    await engine.stop();
    await data.free();
    engine = await startEngine({ dataDir });
    const found = await call<{ results: unknown[] }>(engine.url, '/v1/recommendations', {
      query: { text: 'jug 3' },
      limit: 5,
    });
    expect(found.body.results).toHaveLength(5);
  },
);
