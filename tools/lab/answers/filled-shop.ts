import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startEngine } from '../../../test/support/start-engine.js';

const timeoutMs = 1_200_000;

interface FilledShop {
  /** Where the filled shop is kept; it is filled where it is not there. Undefined: filled anew and not kept. */
  readonly folder: string | undefined;
  readonly env?: Readonly<Record<string, string>>;
  readonly fill?: (url: string) => Promise<void>;
}

/** Asks an engine of its own, on a copy of the filled shop: what is asked changes nothing for the next recording. */
export async function withFilledShop<T>(
  { folder, env = {}, fill }: FilledShop,
  ask: (url: string) => Promise<T>,
): Promise<T> {
  if (folder !== undefined && !existsSync(folder)) await filled(folder, env, fill);
  const scratch = await mkdtemp(join(tmpdir(), 'concella-answers-'));
  // The database server may run as another user, who has to be able to reach its folder.
  await chmod(scratch, 0o755);
  const dataDir = join(scratch, 'data');
  // The database insists on the owner of its files, which Node's own copy changes.
  if (folder === undefined) await filled(dataDir, env, fill);
  else execFileSync('cp', ['-a', folder, dataDir]);
  try {
    const engine = await startEngine({ env, dataDir, timeoutMs });
    try {
      return await ask(engine.url);
    } finally {
      await engine.stop();
    }
  } finally {
    await rm(scratch, { recursive: true });
  }
}

async function filled(folder: string, env: FilledShop['env'] = {}, fill: FilledShop['fill']): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const begun = `${folder}.filling`;
  await rm(begun, { recursive: true, force: true });
  const engine = await startEngine({ env, dataDir: begun, timeoutMs });
  try {
    await fill?.(engine.url);
  } finally {
    await engine.stop();
  }
  await rename(begun, folder);
}
