import { DataSource, type QueryRunner, type ReplicationMode } from 'typeorm';
import { Budget, type GiveBack } from '../budget.js';
import type { Logger } from '../telemetry/logger.js';
import { dataSourceOptions } from './database.js';
import { OpenConnections } from './database-client.js';
import { DatabaseWatch } from './database-watch.js';
import { DatabaseAway, DatabaseBusy } from './outage.js';
import { forRequest, requestLimits, workLimits } from './query-limits.js';

const longestGoodbyeMs = 1_000;
const requestConnections = 12;
/** How long a request waits for its turn while others use all connections: a crowd is answered, one after the other. */
const longestTurnMs = 10_000;

/**
 * The database as the whole process uses it: requests have connections of their own, with shorter limits than jobs have,
 * and while the database does not answer everything fails at once instead of waiting. Who opened it ends it.
 */
export class WatchedDatabase extends DataSource {
  private readonly requests: DataSource;
  private readonly watch: DatabaseWatch;
  private readonly connections: OpenConnections;
  private readonly turns = new Budget(requestConnections);
  /** Is aborted, and made anew, when the database goes away. */
  private lost = new AbortController();

  private constructor(url: string, connections: OpenConnections, logger: Logger) {
    super(dataSourceOptions(url, { limits: workLimits, connections, max: 8 }));
    this.connections = connections;
    this.requests = new DataSource(
      dataSourceOptions(url, { limits: requestLimits, connections, max: requestConnections }),
    );
    this.watch = new DatabaseWatch(url, logger, (reason) => {
      connections.break();
      this.lost.abort(new DatabaseAway(reason));
      this.lost = new AbortController();
    });
  }

  static async open(url: string, logger: Logger): Promise<WatchedDatabase> {
    const database = new WatchedDatabase(url, new OpenConnections(), logger);
    try {
      await database.initialize();
      await database.requests.initialize();
    } catch (error) {
      await database.end();
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
    return forRequest() ? this.inTurn(this.requests.createQueryRunner(mode)) : super.createQueryRunner(mode);
  }

  /**
   * A runner that connects when it is its turn. The pool's own limit can't tell a crowd from a database that is gone,
   * and is short for the sake of the latter.
   */
  private inTurn(runner: QueryRunner): QueryRunner {
    const { signal } = this.lost;
    const connect = runner.connect.bind(runner);
    const release = runner.release.bind(runner);
    let turn: Promise<GiveBack> | undefined;
    runner.connect = async (): Promise<unknown> => {
      turn ??= this.turn(signal);
      await turn;
      return connect() as Promise<unknown>;
    };
    runner.release = async (): Promise<void> => {
      try {
        await release();
      } finally {
        const giveBack = await turn?.catch(() => undefined);
        giveBack?.();
      }
    };
    return runner;
  }

  /** @throws {DatabaseAway | DatabaseBusy} */
  private async turn(lost: AbortSignal): Promise<GiveBack> {
    try {
      return await this.turns.take(1, AbortSignal.any([lost, AbortSignal.timeout(longestTurnMs)]));
    } catch (error) {
      throw error instanceof DatabaseAway ? error : new DatabaseBusy();
    }
  }

  /**
   * Does nothing. @nestjs/typeorm calls it among NestJS's shutdown hooks, which come in no order that could be relied
   * on: jobs that end, and the last snapshot of an index, still need the database. {@link end} comes after them all.
   */
  override async destroy(): Promise<void> {
    return Promise.resolve();
  }

  /** Ends all connections; those to a server that does not answer are left after a second. */
  async end(): Promise<void> {
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
