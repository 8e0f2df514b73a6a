import { execFile } from 'node:child_process';
import { mkdtemp, open, rm, rmdir, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A disk in memory that is soon full. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves so many bytes free. */
  fill(leave: number): Promise<void>;
  /** Takes away what filled it. */
  free(): Promise<void>;
  unmount(): Promise<void>;
}

/** Undefined where this user may not mount; said loudly, with the reason. */
export async function smallDisk(megabytes: number): Promise<SmallDisk | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'concella-small-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'concella-test', folder]);
  } catch (error) {
    await rmdir(folder);
    console.warn(`NOT TESTED: full disks, since no small one can be mounted here (${String(error)})`);
    return undefined;
  }
  const filler = join(folder, 'filler');
  return {
    folder,
    fill: async (leave) => {
      const { bavail, bsize } = await statfs(folder);
      const file = await open(filler, 'a');
      try {
        for (let left = bavail * bsize - leave; left > 0; left -= 65_536)
          await file.write(Buffer.alloc(Math.min(left, 65_536)));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        await file.close();
      }
    },
    free: () => rm(filler, { force: true }),
    unmount: async () => {
      await run('umount', ['-l', folder]);
      await rmdir(folder);
    },
  };
}
