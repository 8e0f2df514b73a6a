import { DataSource, type QueryRunner, type ReplicationMode } from 'typeorm';
import type { Logger } from '../telemetry/logger.js';
import { dataSourceOptions } from './database.js';
import { OpenConnections } from './database-client.js';
import { DatabaseWatch } from './database-watch.js';
import { DatabaseAway } from './outage.js';
import { forRequest, requestLimits, workLimits } from './query-limits.js';

const longestGoodbyeMs = 1_000;

/**
 * The database as the whole process uses it: requests have connections of their own, with shorter limits than jobs have,
 * and while the database does not answer everything fails at once instead of waiting.
 */
export class WatchedDatabase extends DataSource {
  private readonly requests: DataSource;
  private readonly watch: DatabaseWatch;
  private readonly connections: OpenConnections;

  private constructor(url: string, connections: OpenConnections, logger: Logger) {
    super(dataSourceOptions(url, { limits: workLimits, connections, max: 8 }));
    this.connections = connections;
    this.requests = new DataSource(dataSourceOptions(url, { limits: requestLimits, connections, max: 12 }));
    this.watch = new DatabaseWatch(url, logger, () => connections.break());
  }

  static async open(url: string, logger: Logger): Promise<WatchedDatabase> {
    const database = new WatchedDatabase(url, new OpenConnections(), logger);
    try {
      await database.initialize();
      await database.requests.initialize();
    } catch (error) {
      await database.destroy();
      throw error;
    }
    return database;
  }

  /**
   * From now on the database is watched, and everything fails at once while it does not answer. Not before the start is
   * over: a start waits for nobody, and can wait for a database on a machine that is busy with starting.
   */
  watchFromNow(): void {
    this.watch.start();
  }

  /** Why the database does not answer, as the watch knows it; undefined while it does. */
  get away(): string | undefined {
    return this.watch.away;
  }

  /** Asks now: why the database does not answer within a second; undefined when it does. */
  missing(): Promise<string | undefined> {
    return this.watch.ask();
  }

  /** Everything that is asked goes through here. @throws {DatabaseAway} */
  override createQueryRunner(mode: ReplicationMode = 'master'): QueryRunner {
    if (this.watch.away !== undefined) throw new DatabaseAway(this.watch.away);
    return forRequest() ? this.requests.createQueryRunner(mode) : super.createQueryRunner(mode);
  }

  /** Ends all connections; those to a server that does not answer are left after a second. */
  override async destroy(): Promise<void> {
    const late = setTimeout(() => this.connections.break(), longestGoodbyeMs);
    try {
      await this.watch.end();
      if (this.requests.isInitialized) await this.requests.destroy();
      if (this.isInitialized) await super.destroy();
    } finally {
      clearTimeout(late);
    }
  }
}
