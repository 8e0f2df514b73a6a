import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call } from '../support/ask.js';
import { kill9, serverProcesses } from '../support/kill9.js';
import { applicationOf, asContainer, inNamespaces, noNamespaces } from '../support/namespaces.js';
import { launchEngine, startEngine, type Engine } from '../support/start-engine.js';
import { ended, upload } from '../support/upload-client.js';

const rounds = process.env['FAULTS'] === 'long' ? 10 : 3;
const limit = { timeout: 900_000 };

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'concella-owner-'));
});
afterEach(async () => {
  await kill9(await applicationOf(dataDir), dataDir, 'all');
  await rm(dataDir, { recursive: true, force: true });
});

/** An application that must not start: how it ended, and its last words. */
async function refused(through: readonly string[] = []): Promise<{ code: number | null; words: string }> {
  const { child, log } = launchEngine({ dataDir, through });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, words: log.at(-1) ?? '' };
}

it('of three applications that start at once, one has the folder; the others say who', limit, async () => {
  for (let round = 0; round < rounds; round += 1) {
    const three = [1, 2, 3].map(() => launchEngine({ dataDir }));
    const ends = three.map(async ({ child, log }) => {
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, words: log.at(-1) ?? '' };
    });
    const left = new Set(three);
    for (const each of three) each.child.once('close', () => left.delete(each));
    await expect.poll(() => left.size, { timeout: 120_000 }).toBe(1);
    const [winner] = left;
    await expect
      .poll(() => winner?.log.join('\n'), { timeout: 120_000 })
      .toContain('embedded PostgreSQL started');
    const losers = await Promise.all(ends.filter((_, n) => three[n] !== winner));
    for (const { code, words } of losers) {
      expect(code).toBeGreaterThan(0);
      expect(words).toMatch(
        new RegExp(`DATA_DIR ${dataDir} is used by process ${winner?.child.pid} on \\S+ since`),
      );
    }
    // The next round finds what a kill leaves: a server that lives on, or none.
    await kill9(winner?.child.pid, dataDir, round % 2 === 0 ? 'application' : 'all');
    await Promise.all(ends);
  }
});

if (noNamespaces) console.warn(`SKIPPED: two containers on one folder; ${noNamespaces}`);

describe.skipIf(noNamespaces)('two containers on one folder', () => {
  const product = (n: number): string => JSON.stringify({ id: `p-${n}`, title: `Product ${n}` });
  const filled = async (engine: Engine, from: number, to: number): Promise<void> => {
    const rows = Array.from({ length: to - from }, (_, n) => product(from + n)).join('\n');
    const { state } = await ended(engine.url, await upload(engine.url, { products: rows }));
    expect(state).toBe('done');
  };
  const found = async (engine: Engine): Promise<number> => {
    const answers = Array.from({ length: 60 }, (_, n) => call(engine.url, `/v1/catalogue/products/p-${n}`));
    return (await Promise.all(answers)).filter(({ status }) => status === 200).length;
  };

  const endContainer = async (engine: Engine): Promise<void> => {
    await engine.kill9();
    await expect.poll(() => serverProcesses(dataDir)).toEqual([]);
    await expect.poll(() => applicationOf(dataDir)).toBeUndefined();
  };

  it('the second is refused, and nothing of the first is lost', limit, async () => {
    const first = await startEngine({ dataDir, through: asContainer });
    await filled(first, 0, 20);
    const { words } = await refused(inNamespaces);
    expect(words).toMatch(/is used by process \d+ on \S+ since/);
    await filled(first, 20, 40);

    // The application ends, and its server lives on where no other container sees it: not to be touched either.
    await kill9(await applicationOf(dataDir), dataDir, 'application');
    const servers = await serverProcesses(dataDir);
    expect(servers.length).toBeGreaterThan(0);
    const second = await refused(inNamespaces);
    expect(second.words).toMatch(/a PostgreSQL server of another container or user uses/);
    expect(await serverProcesses(dataDir)).toEqual(expect.arrayContaining([servers[0]]));

    // The whole container ends; the next one goes on with everything that was acknowledged.
    await endContainer(first);
    const third = await startEngine({ dataDir, through: asContainer });
    expect(await found(third)).toBe(40);
    await filled(third, 40, 60);
    await endContainer(third);
    const fourth = await startEngine({ dataDir });
    expect(await found(fourth)).toBe(60);
    await fourth.stop();
  });
});
