import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { startEngine, type Engine } from './start-engine.js';

const env = { SEED_CATALOGUE: 'on' } as const;
const timeoutMs = 300_000;

/**
 * Starts the engine with the seed shop in it. The first caller of a test run loads it into a folder, as a first start
 * does; every engine begins with a copy of that folder, so that the pictures are encoded once.
 */
export async function startSeededEngine(): Promise<Engine> {
  const from = await loaded(inject('seededFolder'));
  const dataDir = await mkdtemp(join(tmpdir(), 'concella-'));
  // Keeps owners: the database server's files belong to its own user.
  await promisify(execFile)('cp', ['-a', `${from}/.`, dataDir]);
  const engine = await startEngine({ env, dataDir, timeoutMs });
  return {
    ...engine,
    stop: async () => {
      await engine.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The folder with the loaded shop; waits while another worker loads it. */
async function loaded(folder: string): Promise<string> {
  const [dataDir, done, failed] = ['data', 'done', 'failed'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const first = await mkdir(join(folder, 'begun')).then(
    () => true,
    () => false,
  );
  if (first) {
    try {
      const engine = await startEngine({ env, dataDir, timeoutMs });
      await engine.stop();
      // On a busy machine the engine may leave its database server behind, told to stop.
      while (existsSync(join(dataDir, 'postgres/postmaster.pid'))) await sleep(100);
      await writeFile(done, '');
    } catch (error) {
      await writeFile(failed, String(error));
      throw error;
    }
  }
  for (const began = Date.now(); !existsSync(done);) {
    if (existsSync(failed) || Date.now() - began > timeoutMs)
      throw new Error('the seed shop could not be loaded');
    await sleep(200);
  }
  return dataDir;
}
