import type { DataSource } from 'typeorm';
import { isOutage } from './outage.js';
import { WatchedDatabase } from './watched-database.js';

/**
 * The level at which a failed try is logged that is soon made again. That the database is away is logged once when it goes
 * and once when it is back; the tries in between are for debugging.
 */
export async function retryLevel<L extends string>(
  error: unknown,
  dataSource: DataSource,
  level: L,
): Promise<L | 'debug'> {
  return isOutage(error) && (await isKnownAway(dataSource)) ? 'debug' : level;
}

/** Whether the database is away, and that is in the log. It is asked now, since who breaks may be ahead of the watch. */
export async function isKnownAway(dataSource: DataSource): Promise<boolean> {
  if (!(dataSource instanceof WatchedDatabase)) return false;
  return (dataSource.away ?? (await dataSource.missing())) !== undefined;
}
