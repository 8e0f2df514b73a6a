import { AsyncLocalStorage } from 'node:async_hooks';

/** Limits of one kind of queries, in milliseconds. */
export interface QueryLimits {
  /** To get a connection, whether from the pool or a new one. */
  readonly connect: number;
  readonly statement: number;
  /** To wait for a lock that others hold. */
  readonly lock: number;
  /** For a transaction in which nothing is asked. */
  readonly idleInTransaction: number;
}

/** Somebody waits for the answer; "try again" is better than a long wait. */
export const requestLimits: QueryLimits = {
  connect: 1_200,
  statement: 10_000,
  lock: 1_500,
  idleInTransaction: 30_000,
};

/** Jobs and what follows the tables: nobody waits, and whole catalogues are gone through. */
export const workLimits: QueryLimits = {
  connect: 10_000,
  statement: 30 * 60_000,
  lock: 60_000,
  idleInTransaction: 10 * 60_000,
};

const kind = new AsyncLocalStorage<'request'>();

/** What `handle` asks the database, then and later, has the limits of requests. */
export function asRequest(handle: () => void): void {
  kind.run('request', handle);
}

/** Whether the code that runs does so for a request. */
export function forRequest(): boolean {
  return kind.getStore() === 'request';
}
