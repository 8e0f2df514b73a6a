import type { DataSource } from 'typeorm';

/**
 * Of several processes on one database, one does the work of this name at a time; the others wait, and find it done.
 * A process that dies lets the next one go on.
 */
export function oneAtATime<T>(dataSource: DataSource, name: string, work: () => Promise<T>): Promise<T> {
  return dataSource.transaction(async (manager) => {
    // The others wait as long as the work takes, and while it runs nothing is asked over this connection.
    for (const limit of ['lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout'])
      await manager.query(`set local ${limit} = 0`);
    await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
    return work();
  });
}
