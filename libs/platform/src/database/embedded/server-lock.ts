import { closeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../telemetry/logger.js';
import { tryLockFile } from '../lock-file.js';
import { isServerOf, readPidFile } from './server-processes.js';
import { requireNoFormerServer } from './former-server.js';

/** Part of the socket's name, and how a server of this version is known by its postmaster.pid. */
export const socketPort = 5432;
const patienceMs = 20_000;

/** For a server that is started again while its application lives. */
export interface Again {
  /** Where its socket lay and lies again. */
  readonly socketFolder: string;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

/**
 * Takes the lock that every server process of the folder holds from its birth: who has it knows that none lives, in this
 * container or another. A server that outlived its application (kill -9) is stopped for it. Then what a dead server
 * left is removed.
 *
 * @returns the descriptor to hand to the next server.
 * @throws when a server lives that is not to be seen from here, or does not stop.
 */
export async function takeServerLock(
  dataDir: string,
  folder: string,
  logger: Logger,
  again?: Again,
): Promise<number> {
  const found = await readPidFile(folder);
  const lock = await waitForLock(dataDir, folder, logger, again?.signal);
  try {
    const left = await readPidFile(folder);
    if (left && left.port !== socketPort) await requireNoFormerServer(folder, left, logger);
    if (found?.socketFolder.startsWith(shortFolderPrefix) && found.socketFolder !== again?.socketFolder)
      await rm(found.socketFolder, { recursive: true, force: true });
    // PostgreSQL would take any process that has the number by now for the former server.
    await rm(join(folder, 'postmaster.pid'), { force: true });
    for (const place of [folder, again?.socketFolder ?? folder])
      await rm(join(place, `.s.PGSQL.${socketPort}.lock`), { force: true });
    return lock;
  } catch (error) {
    closeSync(lock);
    throw error;
  }
}

/** Where the socket lies when the path of the data folder is too long for one. */
export const shortFolderPrefix = '/tmp/concella-socket-';

/** Whether no process of the server lives any more. */
export function isServerGone(dataDir: string): boolean {
  const lock = tryLockFile(lockPath(dataDir));
  if (lock === undefined) return false;
  closeSync(lock);
  return true;
}

const lockPath = (dataDir: string): string => join(dataDir, 'postgres.lock');

async function waitForLock(
  dataDir: string,
  folder: string,
  logger: Logger,
  signal?: AbortSignal,
): Promise<number> {
  let told = false;
  for (const began = Date.now(); Date.now() - began < patienceMs;) {
    signal?.throwIfAborted();
    const lock = tryLockFile(lockPath(dataDir));
    if (lock !== undefined) return lock;
    const left = await readPidFile(folder);
    if (!told && left && (await isServerOf(left.pid, folder))) {
      told = true;
      logger.warn({ pid: left.pid }, 'a PostgreSQL server outlived its application; stopping it');
      // SIGINT is PostgreSQL's fast shutdown: running transactions roll back, the folder is left clean.
      process.kill(left.pid, 'SIGINT');
    }
    await sleep(20);
  }
  throw new Error(
    told
      ? `the PostgreSQL server of ${folder} was told to stop and still runs; stop it by hand, then start again`
      : `a PostgreSQL server of another container or user uses ${folder}; stop that one, then start again`,
  );
}
