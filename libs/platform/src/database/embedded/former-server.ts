import { readFile, readlink, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../telemetry/logger.js';
import { isServerOf, processesIn, type PidFile } from './server-processes.js';

const patienceMs = 20_000;
// A server looks at its postmaster.pid once a minute, and may sleep for a minute before that.
const silenceMs = 125_000;

/**
 * Sees to it that no server of an earlier version uses the folder: those held no lock. One that is to be seen is
 * stopped. Where it can't be seen, because it may run in another container, it shows itself by reading its file.
 *
 * @throws when such a server lives, or can't be ruled out.
 */
export async function requireNoFormerServer(folder: string, left: PidFile, logger: Logger): Promise<void> {
  if (await isServerOf(left.pid, folder)) {
    logger.warn({ pid: left.pid }, 'a PostgreSQL server of an earlier version outlived it; stopping it');
    process.kill(left.pid, 'SIGINT');
  }
  const began = Date.now();
  for (;;) {
    // Its children live on for a moment after a kill -9.
    const living = platform() === 'linux' ? await processesIn(folder) : [left.pid];
    if (!(await anyServer(living, folder))) break;
    if (Date.now() - began > patienceMs)
      throw new Error(`PostgreSQL processes ${living.join(', ')} use ${folder}; stop them, then start again`);
    await sleep(20);
  }
  if (platform() !== 'linux' || (await seesEveryProcess()) || (await wasBeforeBoot(left))) return;
  logger.warn(
    { seconds: silenceMs / 1000 },
    'a PostgreSQL server of an earlier version was not stopped; waiting to see whether it lives in another container',
  );
  const read = await isReadBySomebody(folder, left.path);
  if (read === 'nobody') return;
  throw new Error(
    read === 'somebody'
      ? `a PostgreSQL server of an earlier version uses ${folder} from another container; stop that container, then start again`
      : `${left.path} may belong to a PostgreSQL server of an earlier version in another container, which can't be seen from here; ` +
          'make sure that no other container uses the folder, then delete this file and start again',
  );
}

async function anyServer(pids: readonly number[], folder: string): Promise<boolean> {
  for (const pid of pids) if (await isServerOf(pid, folder)) return true;
  return false;
}

/** The first namespace of processes sees those of all containers of the machine. Its number is the kernel's constant. */
async function seesEveryProcess(): Promise<boolean> {
  return (await readlink('/proc/self/ns/pid').catch(() => '')) === 'pid:[4026531836]';
}

async function wasBeforeBoot({ startedAt }: PidFile): Promise<boolean> {
  const uptime = Number((await readFile('/proc/uptime', 'utf8')).split(' ')[0]);
  return startedAt < Date.now() / 1000 - uptime - 60;
}

/**
 * Whether anybody reads the file within two minutes, seen by its time of access. "unknown" on a file system that keeps
 * no such times.
 */
async function isReadBySomebody(folder: string, path: string): Promise<'somebody' | 'nobody' | 'unknown'> {
  const probe = join(folder, 'concella.probe');
  await writeFile(probe, 'probe');
  const keepsTimes = await forgetReads(probe)
    .then(() => readFile(probe))
    .then(() => wasRead(probe))
    .finally(() => rm(probe, { force: true }));
  if (!keepsTimes) return 'unknown';
  await forgetReads(path);
  for (const began = Date.now(); Date.now() - began < silenceMs;) {
    if (await wasRead(path)) return 'somebody';
    await sleep(1_000);
  }
  return 'nobody';
}

const longAgo = new Date(86_400_000);

const forgetReads = async (path: string): Promise<void> => utimes(path, longAgo, (await stat(path)).mtime);

const wasRead = async (path: string): Promise<boolean> => (await stat(path)).atime > longAgo;
