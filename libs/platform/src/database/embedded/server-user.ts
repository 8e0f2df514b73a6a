import { execFile } from 'node:child_process';
import { chmod, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whose the server is. */
export interface ServerUser {
  /** The user that the server runs as where that is not the application's: PostgreSQL refuses to run as root. */
  readonly ids: { readonly uid?: number; readonly gid?: number };
  /** Name of the application's own user, the only one that the server lets in. */
  readonly client: string;
}

export async function serverUser(): Promise<ServerUser> {
  const client = userInfo().username;
  if (process.getuid?.() !== 0) return { ids: {}, client };
  const idOf = async (flag: '-u' | '-g'): Promise<number> =>
    Number((await run('id', [flag, 'postgres'])).stdout);
  try {
    return { ids: { uid: await idOf('-u'), gid: await idOf('-g') }, client };
  } catch {
    await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
    return { ids: { uid: await idOf('-u'), gid: await idOf('-g') }, client };
  }
}

/** The server's user must be able to pass through every folder above its own. */
export async function requireTraversable(folder: string): Promise<void> {
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    const { mode } = await stat(at);
    if (mode & 0o001) continue;
    if (at === folder) {
      await chmod(folder, mode | 0o011);
      continue;
    }
    throw new Error(
      `PostgreSQL does not run as root, and its own user can't enter ${at}. ` +
        `Run as an ordinary user, use a folder elsewhere, or allow it: chmod o+x ${at}`,
    );
  }
}
