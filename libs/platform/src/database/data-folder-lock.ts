import { closeSync, ftruncateSync, readFileSync, writeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { tryLockFile } from './lock-file.js';

/**
 * Takes the data folder for this process, so that two applications never write the same database and index, also from
 * two containers or of several that start at once. The lock is the operating system's: it goes with the process, however
 * that ends. The text in the file is for people, and for versions that knew no such lock.
 *
 * @returns frees the folder.
 * @throws when a living application holds the folder.
 */
export async function lockDataFolder(dataDir: string): Promise<() => void> {
  await mkdir(dirname(dataDir), { recursive: true });
  // Pictures and uploads are nobody else's business; a folder that exists keeps the mode that its owner gave it.
  await mkdir(dataDir, { mode: 0o700 }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
  const file = join(dataDir, 'application.lock');
  const fd = tryLockFile(file);
  const [pid = '', started = '', host, since] = readFileSync(file, 'utf8').split(' ');
  if (fd === undefined) {
    const who = host === undefined ? 'another process' : `process ${pid} on ${host} since ${since}`;
    throw new Error(`DATA_DIR ${dataDir} is used by ${who}; stop it, or use another DATA_DIR`);
  }
  if (host === undefined && Number(pid) !== process.pid && isAlive(Number(pid), started)) {
    closeSync(fd);
    throw new Error(
      `DATA_DIR ${dataDir} is used by process ${pid}, of an earlier version; stop it, or use another DATA_DIR`,
    );
  }
  ftruncateSync(fd);
  writeSync(fd, `${process.pid} ${startTime(process.pid) ?? ''} ${hostname()} ${new Date().toISOString()}`);
  return () => closeSync(fd);
}

function isAlive(pid: number, started: string): boolean {
  return started !== '' && startTime(pid) === started;
}

/** The process's start in the kernel's clock ticks; where there is no /proc, "alive" while it lives. */
function startTime(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22; the command in field 2 may hold spaces, so count from its closing bracket.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return 'alive';
  }
}
