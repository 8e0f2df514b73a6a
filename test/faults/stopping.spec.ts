import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { alive } from '../support/postgres-server.js';
import { halfUpload, RawConnection } from '../support/raw-connection.js';
import { holdUp, stopped } from '../support/stopped.js';
import { startEngine, type Engine } from '../support/start-engine.js';
import { ended, progress, upload } from '../support/upload-client.js';

const longestStopMs = 10_000;
const rows = (count: number): string =>
  Array.from({ length: count }, (_, n) =>
    JSON.stringify({ id: `p-${n}`, title: `Red mug ${n}`, description: `A mug with the number ${n}.` }),
  ).join('\n');

describe('told to stop', { timeout: 300_000 }, () => {
  const engines: Engine[] = [];

  const started = async (options: Parameters<typeof startEngine>[0]): Promise<Engine> => {
    const engine = await startEngine(options);
    engines.push(engine);
    return engine;
  };

  afterAll(async () => {
    await Promise.all(engines.map((engine) => engine.stop()));
    for (const { dataDir } of engines) await rm(dataDir, { recursive: true, force: true });
  });

  it('an engine whose every kind of connection is open, with jobs running, ends cleanly within ten seconds', async () => {
    const engine = await started({});
    const { url, dataDir } = engine;
    const first = await upload(url, { products: rows(20) });
    expect(await ended(url, first)).toMatchObject({ state: 'done' });
    const running = await upload(url, { products: rows(500) });
    await expect.poll(async () => (await progress(url, running)).counts.encoded).toBeGreaterThan(0);
    await holdUp(url, running);
    const server = Number(
      (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0],
    );
    const ms = await stopped(engine);
    console.log(`stopped after ${Math.round(ms)} ms`);
    expect(engine.exitCode()).toBe(0);
    expect(ms).toBeLessThan(longestStopMs);
    expect(alive(server)).toBe(false);
    expect((await readdir(join(dataDir, 'index'))).length).toBeGreaterThan(0);
    // The half upload is gone with its connection; the running one's files stay until they are read.
    const left = await readdir(join(dataDir, 'uploads'));
    expect(left.filter((id) => id !== running)).toEqual([]);

    const again = await started({ dataDir });
    expect(await ended(again.url, running)).toMatchObject({ state: 'done', counts: { indexed: 500 } });
    expect(await stopped(again, 'SIGINT')).toBeLessThan(longestStopMs);
    expect(again.exitCode()).toBe(0);
  });

  it('uploads whose clients leave while it stops leave no folders', async () => {
    const engine = await started({});
    const { host } = new URL(engine.url);
    const uploads = join(engine.dataDir, 'uploads');
    const clients = await Promise.all(
      Array.from({ length: 12 }, () => RawConnection.open(engine.url, halfUpload(host))),
    );
    await expect.poll(async () => (await readdir(uploads)).length, { timeout: 20_000 }).toBe(clients.length);
    const ends = stopped(engine);
    for (const [n, { socket }] of clients.entries()) {
      await sleep(20);
      if (n % 3 === 0) socket.resetAndDestroy();
      else if (n % 3 === 1) socket.end();
      // Each third one stays, and sends nothing.
    }
    expect(await ends).toBeLessThan(longestStopMs);
    expect(engine.exitCode()).toBe(0);
    expect(await readdir(uploads)).toEqual([]);
  });
});
