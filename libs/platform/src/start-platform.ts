import { DataSource } from 'typeorm';
import type { Config } from './config/config.js';
import { lockDataFolder } from './database/data-folder-lock.js';
import { dataSourceOptions, migrate } from './database/database.js';
import { startEmbeddedServer, type EmbeddedServer } from './database/embedded-server.js';
import { migrateQueue } from './jobs/job-runner.js';
import type { PlatformParts } from './platform.module.js';
import type { Logger } from './telemetry/logger.js';

export interface StartedPlatform extends PlatformParts {
  /** Closes the database connection, then the embedded server, then frees the data folder. */
  stop(): Promise<void>;
}

/** Takes the data folder, starts or reaches the database and brings its tables up to date. */
export async function startPlatform(config: Config, logger: Logger): Promise<StartedPlatform> {
  // With a shared database, api and worker processes each have a folder of their own.
  const unlock = await lockDataFolder(config.dataDir);
  let server: EmbeddedServer | undefined;
  try {
    server = config.databaseUrl ? undefined : await startEmbeddedServer(config.dataDir, logger);
    const databaseUrl = config.databaseUrl ?? server?.url ?? '';
    const dataSource = await new DataSource(dataSourceOptions(databaseUrl)).initialize();
    const migrations = await migrate(dataSource);
    await migrateQueue(databaseUrl);
    if (migrations > 0) logger.info({ migrations }, 'database tables are up to date');
    const stop = async (): Promise<void> => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await server?.stop();
      unlock();
    };
    return { config, logger, databaseUrl, dataSource, stop };
  } catch (error) {
    await server?.stop();
    unlock();
    throw error;
  }
}
