import { existsSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Takes the data folder for this process, so that two applications never write the same database and index.
 * The lock names the process and its start time: a lock left by a killed process is taken over at once,
 * also when its number has been given to another program since.
 *
 * @throws when a living application holds the folder.
 */
export async function lockDataFolder(dataDir: string): Promise<() => void> {
  await mkdir(dataDir, { recursive: true });
  const file = join(dataDir, 'application.lock');
  if (existsSync(file)) {
    const [pid = '', started = ''] = readFileSync(file, 'utf8').split(' ');
    if (Number(pid) !== process.pid && started !== '' && startTime(Number(pid)) === started) {
      throw new Error(
        `DATA_DIR ${dataDir} is used by the running process ${pid}; stop it, or use another DATA_DIR`,
      );
    }
  }
  await writeFile(file, `${process.pid} ${startTime(process.pid) ?? ''}`);
  return () => rmSync(file, { force: true });
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
