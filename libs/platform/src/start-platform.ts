import { DataSource } from 'typeorm';
import { handledLater } from './handled-later.js';
import type { Config } from './config/config.js';
import { lockDataFolder } from './database/data-folder-lock.js';
import { dataSourceOptions, migrate } from './database/database.js';
import { startEmbeddedServer, type EmbeddedServer } from './database/embedded/embedded-server.js';
import { WatchedDatabase } from './database/watched-database.js';
import { migrateQueue } from './jobs/job-runner.js';
import type { PlatformParts } from './platform.module.js';
import type { Logger } from './telemetry/logger.js';
import { Readiness } from './telemetry/readiness.js';

export interface StartedPlatform extends PlatformParts {
  /** Closes the database connection, then the embedded server, then frees the data folder. */
  stop(): Promise<void>;
  /** For a process that ends at once: the embedded server, where there is one, is not left running. */
  abandon(): void;
}

/**
 * Takes the data folder, starts or reaches the database and brings its tables up to date; `readiness` tells which.
 * An embedded database that ends by itself is started again; `onLost` is told when that has not worked for a minute.
 *
 * @throws when `stopping` aborts on the way; nothing that was started is left then.
 */
export async function startPlatform(
  config: Config,
  logger: Logger,
  readiness = new Readiness(),
  stopping = new AbortController().signal,
  onLost: (error: unknown) => void = () => undefined,
): Promise<StartedPlatform> {
  let step = 'the database is being started';
  readiness.register('database', () => step);
  // With a shared database, api and worker processes each have a folder of their own.
  const unlock = await lockDataFolder(config.dataDir);
  let server: EmbeddedServer | undefined;
  let ended: Promise<void> | undefined;
  const endServer = (): Promise<void> => (ended ??= handledLater(server?.stop() ?? Promise.resolve()));
  const onStopping = (): void => {
    endServer().catch((error: unknown) => logger.error({ err: error }, 'PostgreSQL could not be stopped'));
  };
  try {
    server = config.databaseUrl ? undefined : await startEmbeddedServer(config.dataDir, logger);
    stopping.throwIfAborted();
    server?.keepRunning(stopping, onLost);
    // A migration under way fails with its server, and is rolled back.
    stopping.addEventListener('abort', onStopping);
    const databaseUrl = config.databaseUrl ?? server?.url ?? '';
    step = 'the tables are being brought up to date';
    const migrations = await migrateTables(databaseUrl, () => {
      step = 'another process is bringing the tables up to date';
      logger.info('waiting for another process that brings the tables up to date');
    });
    await migrateQueue(databaseUrl);
    const dataSource = await WatchedDatabase.open(databaseUrl, logger);
    if (migrations > 0) logger.info({ migrations }, 'database tables are up to date');
    stopping.removeEventListener('abort', onStopping);
    const stop = async (): Promise<void> => {
      await dataSource.end();
      await endServer();
      unlock();
    };
    readiness.register('database', () => dataSource.missing());
    const abandon = (): void => server?.tellToStop();
    return { config, logger, databaseUrl, dataSource, readiness, stop, abandon };
  } catch (error) {
    await endServer();
    unlock();
    throw error;
  }
}

/** Over a connection without time limits: a migration takes as long as the tables are large. */
async function migrateTables(databaseUrl: string, onWait: () => void): Promise<number> {
  const dataSource = await new DataSource(dataSourceOptions(databaseUrl)).initialize();
  try {
    return await migrate(dataSource, onWait);
  } finally {
    await dataSource.destroy();
  }
}
