import { readdir, readlink, readFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { alive } from './postgres-server.js';

/** Who dies: the application alone, or with its database server as when a container is stopped or memory is short. */
export type Killed = 'application' | 'all';

/** Kills as `kill -9` does; resolves when none of the processes is left. */
export async function kill9(pid: number | undefined, dataDir: string, who: Killed): Promise<void> {
  const pids = pid === undefined ? [] : [pid];
  if (who === 'all') pids.push(...(await serverProcesses(dataDir)));
  pids.forEach(kill);
  // What the application started between the look and the kill.
  if (who === 'all')
    for (let left = pids; left.length > 0; left = await serverProcesses(dataDir)) left.forEach(kill);
  while (pid !== undefined && alive(pid)) await sleep(5);
}

/** The processes of the database server of the folder, also those that make it: each works below the folder. */
export async function serverProcesses(dataDir: string): Promise<number[]> {
  if (platform() !== 'linux') {
    const text = await readFile(`${dataDir}/postgres/postmaster.pid`, 'utf8').catch(() => '');
    return text === '' ? [] : [Number(text.split('\n')[0])];
  }
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const folder = await readlink(`/proc/${name}/cwd`).catch(() => '');
    if (folder.startsWith(dataDir + sep)) found.push(Number(name));
  }
  return found;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
