import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** In megabytes; 0 where the system does not tell (only Linux does). */
export interface EngineMemory {
  /** Resident memory of the engine's own process. */
  readonly node: number;
  /** Of its PostgreSQL: each process's share, so that shared buffers count once. */
  readonly postgres: number;
}

/** Memory of an engine and the server that works in its data folder. */
export async function engineMemory({
  pid,
  dataDir,
}: {
  pid: number;
  dataDir: string;
}): Promise<EngineMemory> {
  const node = kilobytes(await read(`/proc/${pid}/status`), 'VmRSS');
  let postgres = 0;
  for (const entry of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(entry) || Number(entry) === pid) continue;
    const folder = await readlink(join('/proc', entry, 'cwd')).catch(() => '');
    if (folder.startsWith(dataDir)) postgres += kilobytes(await read(`/proc/${entry}/smaps_rollup`), 'Pss');
  }
  return { node: node / 1024, postgres: postgres / 1024 };
}

function kilobytes(text: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
}

function read(path: string): Promise<string> {
  // A process may end at any time.
  return readFile(path, 'utf8').catch(() => '');
}
