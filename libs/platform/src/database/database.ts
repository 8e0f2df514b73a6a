import type { PoolConfig } from 'pg';
import { getMetadataArgsStorage, type DataSource, type DataSourceOptions } from 'typeorm';
import { FirstTables1763900000000 } from '../../../../migrations/1763900000000-first-tables.js';
import { ProductChanges1763930000000 } from '../../../../migrations/1763930000000-product-changes.js';
import { Encoders1763940000000 } from '../../../../migrations/1763940000000-encoders.js';
import { NeuronChanges1763950000000 } from '../../../../migrations/1763950000000-neuron-changes.js';
import { Dictionaries1763960000000 } from '../../../../migrations/1763960000000-dictionaries.js';
import { PoisonJobs1763971000000 } from '../../../../migrations/1763971000000-poison-jobs.js';
import { Standby1763990000000 } from '../../../../migrations/1763990000000-standby.js';
import { DatabaseClient, type OpenConnections } from './database-client.js';
import type { QueryLimits } from './query-limits.js';

// Any number that no other program on the same server uses for advisory locks.
const migrationLock = 7_261_934_501;

/** The oldest major version of PostgreSQL that is supported. */
const oldestServer = 16;

/** How a data source of the running product differs from one that is opened for a moment. */
export interface PoolSettings {
  readonly limits: QueryLimits;
  readonly connections: OpenConnections;
  /** Connections at most. */
  readonly max: number;
}

/**
 * How every process of the product connects; without limits where no settings are given, as for migrations. Its entities
 * are those of all libs that the process has loaded, so that a lib that uses another needs no list of that one's.
 */
export function dataSourceOptions(url: string, pool?: PoolSettings): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: getMetadataArgsStorage().tables.map(({ target }) => target),
    migrations: [
      FirstTables1763900000000,
      ProductChanges1763930000000,
      Encoders1763940000000,
      NeuronChanges1763950000000,
      Dictionaries1763960000000,
      PoisonJobs1763971000000,
      Standby1763990000000,
    ],
    migrationsTableName: 'migration',
    synchronize: false,
    extra: {
      max: 4,
      application_name: 'concella',
      keepAlive: true,
      Client: DatabaseClient,
      ...(pool && poolOptions(pool)),
    },
  };
}

function poolOptions({ limits, connections, max }: PoolSettings): PoolConfig {
  return {
    max,
    Client: connections.Client,
    connectionTimeoutMillis: limits.connect,
    // The server keeps these: what it gives up leaves no query behind that still runs, and a connection that can be used.
    statement_timeout: limits.statement,
    lock_timeout: limits.lock,
    idle_in_transaction_session_timeout: limits.idleInTransaction,
  };
}

/**
 * Brings the tables up to date. Two processes that start at once wait for one another:
 * the second finds nothing left to do.
 *
 * @param onWait is called when another process is at it and has to be waited for.
 * @throws when the server is too old, or a newer version of the product has written this database.
 */
export async function migrate(dataSource: DataSource, onWait?: () => void): Promise<number> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.connect();
    const tried = (await runner.query('select pg_try_advisory_lock($1) as taken', [migrationLock])) as {
      taken: boolean;
    }[];
    if (tried[0]?.taken !== true) {
      onWait?.();
      await runner.query('select pg_advisory_lock($1)', [migrationLock]);
    }
    await refuseOldServer(dataSource);
    await refuseNewer(dataSource);
    const done = await dataSource.runMigrations({ transaction: 'each' });
    return done.length;
  } finally {
    await runner.query('select pg_advisory_unlock($1)', [migrationLock]);
    await runner.release();
  }
}

/** An older server fails at the first query that it does not know, perhaps days later. */
async function refuseOldServer(dataSource: DataSource): Promise<void> {
  const [server]: { number: string; version: string }[] = await dataSource.query(
    `select current_setting('server_version_num') as number, current_setting('server_version') as version`,
  );
  if (server && Number(server.number) < oldestServer * 10_000)
    throw new Error(
      `the PostgreSQL server of DATABASE_URL is version ${server.version}. Use ${oldestServer} or later`,
    );
}

/** Tables of a newer version hold what this one does not know: it would write them wrongly. */
async function refuseNewer(dataSource: DataSource): Promise<void> {
  const known = new Set(dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name));
  const [table]: { there: string | null }[] = await dataSource.query(
    `select to_regclass('migration') as there`,
  );
  if (!table?.there) return;
  const done: { name: string }[] = await dataSource.query('select name from migration order by id');
  const newer = done.find(({ name }) => !known.has(name));
  if (newer)
    throw new Error(
      `the database was written by a newer version of Concella (${newer.name}). Start that version again, or go back to a backup of before`,
    );
}
