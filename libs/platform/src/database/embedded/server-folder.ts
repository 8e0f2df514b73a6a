import { existsSync } from 'node:fs';
import { chown, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram, type Binaries } from './binaries.js';
import { applicationRole, database, superuserRole } from './roles.js';
import type { ServerUser } from './server-user.js';

const beingMade = 'postgres.new-';
// template1, template0 and postgres have the same numbers everywhere.
const ownDatabases = new Set(['1', '4', '5']);

/**
 * Makes the server's folder if there is none with a database of ours in it. It is made beside its place and renamed when
 * it is whole and on the disk: a start that is cut short leaves nothing that the next one could stumble over.
 * The caller holds the lock of the server.
 *
 * @returns whether it was made.
 */
export async function ensureServerFolder(
  dataDir: string,
  binaries: Binaries,
  user: ServerUser,
  lock: number,
): Promise<boolean> {
  const folder = join(dataDir, 'postgres');
  for (const name of await readdir(dataDir))
    // Earlier versions kept the first password beside the folder for a moment.
    if (name.startsWith(beingMade) || name === 'postgres.password')
      await rm(join(dataDir, name), { recursive: true, force: true });
  if (await holdsDatabase(folder)) return false;
  const making = await mkdtemp(join(dataDir, beingMade));
  await giveTo(making, user);
  const run = { user, folder: making, lock };
  await runProgram(
    binaries.initdb,
    [`--username=${superuserRole}`, '--auth=reject', '--encoding=UTF8', '--locale=C', '--no-sync'],
    run,
  );
  await runProgram(binaries.postgres, ['--single', '-F', 'postgres'], {
    ...run,
    input: `create role ${applicationRole} login;\ncreate database ${database} owner ${applicationRole};\n`,
  });
  await runProgram(binaries.initdb, ['--sync-only'], run);
  // What an interrupted first start of an earlier version left: no database of ours is in it.
  await rm(folder, { recursive: true, force: true });
  await rename(making, folder);
  await syncFolder(dataDir);
  return true;
}

/** Also an interrupted first start of an earlier version left a folder; it never came to a database of ours. */
async function holdsDatabase(folder: string): Promise<boolean> {
  if (!existsSync(join(folder, 'PG_VERSION')) || !existsSync(join(folder, 'global', 'pg_control')))
    return false;
  const databases = await readdir(join(folder, 'base')).catch(() => []);
  return databases.some((name) => /^\d+$/.test(name) && !ownDatabases.has(name));
}

/**
 * Lets in the application's own user, as the two roles, over the socket, and nobody else: no password exists that
 * somebody could learn. The socket lies in a folder that other users can't enter.
 */
export async function writeAccessRules(folder: string, user: ServerUser): Promise<void> {
  await replaceFile(join(folder, 'pg_hba.conf'), 'local all all peer map=concella\n', user);
  const names = [superuserRole, applicationRole].map((role) => `concella "${user.client}" ${role}\n`);
  await replaceFile(join(folder, 'pg_ident.conf'), names.join(''), user);
}

/** Writes beside and renames: never half a file, and nothing is written through a link that somebody put there. */
async function replaceFile(path: string, text: string, { ids }: ServerUser): Promise<void> {
  const temporary = `${path}.new`;
  await rm(temporary, { force: true });
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(text);
    if (ids.uid !== undefined && ids.gid !== undefined) await file.chown(ids.uid, ids.gid);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

/** Makes the server's user the owner. */
export async function giveTo(folder: string, { ids }: ServerUser): Promise<void> {
  if (ids.uid !== undefined && ids.gid !== undefined) await chown(folder, ids.uid, ids.gid);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
