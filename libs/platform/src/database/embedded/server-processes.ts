import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What a server writes about itself into its folder. */
export interface PidFile {
  readonly path: string;
  readonly pid: number;
  /** Seconds since 1970. */
  readonly startedAt: number;
  readonly port: number;
  readonly socketFolder: string;
}

export async function readPidFile(folder: string): Promise<PidFile | undefined> {
  const path = join(folder, 'postmaster.pid');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const [pid, , startedAt, port, socketFolder = ''] = text.split('\n');
  return { path, pid: Number(pid), startedAt: Number(startedAt), port: Number(port), socketFolder };
}

/** A process number can be used again: is it a server, and of this folder? Every server process works in its folder. */
export async function isServerOf(pid: number, folder: string): Promise<boolean> {
  if (!(pid > 1)) return false;
  if (platform() !== 'linux') return isPostgres(pid);
  try {
    const [works, wanted] = await Promise.all([stat(`/proc/${pid}/cwd`), stat(folder)]);
    return works.dev === wanted.dev && works.ino === wanted.ino;
  } catch {
    return false;
  }
}

/** All processes that work in the folder, as far as this process may see them. */
export async function processesIn(folder: string): Promise<number[]> {
  const found: number[] = [];
  const entries = await readdir('/proc').catch(() => []);
  for (const pid of entries.map(Number)) if (await isServerOf(pid, folder)) found.push(pid);
  return found;
}

/**
 * When a living process began, for comparing only: its number can be used again. Undefined once it has ended, also where
 * nobody has taken note of its end yet.
 *
 * @throws when it can't be told.
 */
export async function beginningOf(pid: number): Promise<string | undefined> {
  try {
    if (platform() !== 'linux') {
      process.kill(pid, 0);
      return 'unknown';
    }
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name before the last bracket may hold anything; see proc_pid_stat(5).
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return /^[ZX]/.test(fields[0] ?? '') ? undefined : fields[19];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    if (code === 'EPERM') return 'unknown';
    throw error;
  }
}

/** Asks the folder's server for its fast shutdown; synchronous, for the last moment of a process. */
export function tellServerToStop(folder: string): void {
  try {
    const pid = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
    // See "Shutting Down the Server" in PostgreSQL's manual.
    if (pid > 1) process.kill(pid, 'SIGINT');
  } catch {
    // It has ended already.
  }
}

/** Ends at once what a dead server left running; whoever else works in the folder is left alone. */
export async function killOrphans(folder: string): Promise<void> {
  for (const pid of await processesIn(folder)) {
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
    if (name.trim() !== 'postgres') continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
}

async function isPostgres(pid: number): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'comm=', '-p', String(pid)]);
    return stdout.includes('postgres');
  } catch {
    return false;
  }
}
