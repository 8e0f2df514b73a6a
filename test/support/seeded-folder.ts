import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the first test that wants the seed shop loads it, for all others of this run. */
    readonly seededFolder: string;
  }
}

/** A folder for one run of tests. */
export default async function seededFolder(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'concella-seeded-'));
  // The database server may run as another user, who has to be able to reach its folder.
  await chmod(folder, 0o755);
  project.provide('seededFolder', folder);
  return () => rm(folder, { recursive: true, force: true });
}
