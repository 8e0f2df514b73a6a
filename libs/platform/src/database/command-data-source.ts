import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import type { Config } from '../config/config.js';
import type { Logger } from '../telemetry/logger.js';
import { lockDataFolder } from './data-folder-lock.js';
import { dataSourceOptions } from './database.js';
import { startEmbeddedServer } from './embedded/embedded-server.js';

/**
 * The database of an installation for the `typeorm` command: the one of DATABASE_URL, or the one in DATA_DIR, whose
 * server runs for as long as the command does. Without limits of time, as migrations need it.
 */
export class CommandDataSource extends DataSource {
  private left: Promise<void> | undefined;

  private constructor(
    url: string,
    private readonly leave: () => Promise<void>,
  ) {
    super(dataSourceOptions(url));
  }

  /** @throws when the folder holds no database, or a running application has it. */
  static async open({ databaseUrl, dataDir }: Config, logger: Logger): Promise<CommandDataSource> {
    if (databaseUrl !== undefined) return new CommandDataSource(databaseUrl, () => Promise.resolve());
    // A start would make a new, empty one.
    if (!existsSync(join(dataDir, 'postgres')))
      throw new Error(`DATA_DIR ${dataDir} holds no database; name the folder of an installation`);
    const unlock = await lockDataFolder(dataDir);
    try {
      const server = await startEmbeddedServer(dataDir, logger);
      return new CommandDataSource(server.url, () => server.stop().finally(unlock));
    } catch (error) {
      unlock();
      throw error;
    }
  }

  override async initialize(): Promise<this> {
    try {
      return await super.initialize();
    } catch (error) {
      await this.leaveOnce();
      throw error;
    }
  }

  override async destroy(): Promise<void> {
    await super.destroy();
    await this.leaveOnce();
  }

  private leaveOnce(): Promise<void> {
    return (this.left ??= this.leave());
  }
}
