import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processesIn } from '../../libs/platform/src/database/embedded/server-processes.js';
import { startEngine, type Engine } from '../support/start-engine.js';
import { stopped } from '../support/stopped.js';
import { ended, upload } from '../support/upload-client.js';

const longestRecoveryMs = 15_000;
const mostTroubleLines = 20;
const long = process.env['FAULTS'] === 'long';
if (!long) console.log('without FAULTS=long the minute in which nothing starts is left out');

const rows = (count: number, words: string): string =>
  Array.from({ length: count }, (_, n) =>
    JSON.stringify({ id: `${words}-${n}`, title: `${words} mug ${n}`, description: `Number ${n}.` }),
  ).join('\n');

interface Line {
  readonly level: number | string;
  readonly msg: string;
}

describe('the embedded PostgreSQL ends while the engine lives', { timeout: 240_000 }, () => {
  const lines: Line[] = [];
  let engine: Engine;
  let server: string;

  const said = (...words: string[]): number => lines.filter(({ msg }) => words.includes(msg)).length;
  const trouble = (): Line[] =>
    lines.filter(({ level }) => (typeof level === 'number' ? level >= 40 : /warn|error|fatal/i.test(level)));
  const postmaster = async (): Promise<number> =>
    Number((await readFile(join(server, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  const statusOf = async (path: string): Promise<number> => (await fetch(`${engine.url}${path}`)).status;
  /** Waits until a read and readiness are well again. */
  const backSoon = async (): Promise<void> => {
    const began = performance.now();
    for (const path of ['/v1/catalogue/products/red-1', '/health/ready'])
      await expect.poll(() => statusOf(path), { timeout: longestRecoveryMs, interval: 100 }).toBe(200);
    console.log(`back after ${Math.round(performance.now() - began)} ms`);
  };
  const uploaded = async (words: string): Promise<void> => {
    const id = await upload(engine.url, { products: rows(12, words) });
    expect(await ended(engine.url, id)).toMatchObject({
      state: 'done',
      counts: { read: 12, accepted: 12, rejected: 0, encoded: 12, indexed: 12 },
    });
    for (const n of [0, 11]) expect(await statusOf(`/v1/catalogue/products/${words}-${n}`)).toBe(200);
  };

  beforeAll(async () => {
    engine = await startEngine({
      onLine: (line) => {
        if (line.startsWith('{')) lines.push(JSON.parse(line) as Line);
      },
    });
    server = join(engine.dataDir, 'postgres');
  }, 120_000);

  afterAll(async () => {
    await engine.stop();
    await rm(engine.dataDir, { recursive: true, force: true });
  });

  it('is started again when its first process is killed alone', async () => {
    await uploaded('red');
    const former = await postmaster();
    process.kill(former, 'SIGKILL');
    await expect.poll(() => said('the embedded PostgreSQL is back'), { timeout: longestRecoveryMs }).toBe(1);
    await backSoon();
    expect(await postmaster()).not.toBe(former);
    await uploaded('green');
  });

  it('and when all of it is killed, a child that is frozen included, with few lines in the log', async () => {
    const first = await postmaster();
    const children = (await processesIn(server)).filter((pid) => pid !== first);
    for (const pid of children) process.kill(pid, 'SIGSTOP');
    process.kill(first, 'SIGKILL');
    await sleep(200);
    // One is left, as one that computes would be.
    for (const pid of children.slice(1)) process.kill(pid, 'SIGKILL');
    await expect.poll(() => said('the embedded PostgreSQL is back'), { timeout: longestRecoveryMs }).toBe(2);
    await backSoon();
    await uploaded('blue');
    expect(said('the embedded PostgreSQL ended; starting it again')).toBe(2);
    console.log(trouble().map(({ msg }) => msg));
    expect(trouble().length).toBeLessThan(mostTroubleLines);
  });

  it('stops cleanly in the middle of starting it again, and leaves no server behind', async () => {
    process.kill(await postmaster(), 'SIGKILL');
    await expect
      .poll(() => said('the embedded PostgreSQL ended; starting it again'), {
        timeout: longestRecoveryMs,
        interval: 10,
      })
      .toBe(3);
    await stopped(engine);
    expect(engine.exitCode()).toBe(0);
    await expect.poll(() => processesIn(server)).toEqual([]);
    expect(trouble().filter(({ msg }) => msg.includes('left behind'))).toEqual([]);
  });

  it.runIf(long)(
    'when it can not be started for a minute, one line says what to do and the engine ends with 1',
    async () => {
      const dataDir = engine.dataDir;
      engine = await startEngine({
        dataDir,
        onLine: (line) => {
          if (line.startsWith('{')) lines.push(JSON.parse(line) as Line);
        },
      });
      lines.length = 0;
      const control = join(server, 'global', 'pg_control');
      await rename(control, `${control}.away`);
      process.kill(await postmaster(), 'SIGKILL');
      await expect.poll(() => engine.exitCode(), { timeout: 120_000, interval: 200 }).not.toBeNull();
      expect(engine.exitCode()).toBe(1);
      const fatal = lines.filter(({ level }) => level === 60 || level === 'fatal');
      console.log(fatal, trouble().length);
      expect(fatal).toHaveLength(1);
      expect(fatal[0]?.msg).toContain('server.log');
      expect(trouble().length).toBeLessThan(mostTroubleLines);
      expect(await processesIn(server)).toEqual([]);
      await rename(`${control}.away`, control);
    },
  );
});
