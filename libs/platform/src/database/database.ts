import { DataSource, type DataSourceOptions } from 'typeorm';
import { FirstTables1763900000000 } from '../../../../migrations/1763900000000-first-tables.js';
import { ProductChanges1763930000000 } from '../../../../migrations/1763930000000-product-changes.js';
import { Encoders1763940000000 } from '../../../../migrations/1763940000000-encoders.js';
import { NeuronChanges1763950000000 } from '../../../../migrations/1763950000000-neuron-changes.js';
import { Dictionaries1763960000000 } from '../../../../migrations/1763960000000-dictionaries.js';

// Any number that no other program on the same server uses for advisory locks.
const migrationLock = 7_261_934_501;

/** How every process of the product connects. */
export function dataSourceOptions(url: string): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    migrations: [
      FirstTables1763900000000,
      ProductChanges1763930000000,
      Encoders1763940000000,
      NeuronChanges1763950000000,
      Dictionaries1763960000000,
    ],
    migrationsTableName: 'migration',
    synchronize: false,
    extra: { max: 16, application_name: 'concella' },
  };
}

/**
 * Brings the tables up to date. Two processes that start at once wait for one another:
 * the second finds nothing left to do.
 */
export async function migrate(dataSource: DataSource): Promise<number> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.connect();
    await runner.query('select pg_advisory_lock($1)', [migrationLock]);
    const done = await dataSource.runMigrations({ transaction: 'each' });
    return done.length;
  } finally {
    await runner.query('select pg_advisory_unlock($1)', [migrationLock]);
    await runner.release();
  }
}
