import type { Config } from '#platform';

const longestReason = 1_000;

interface Failure {
  readonly code: string;
  readonly syscall: string;
  readonly path: string;
  readonly message: string;
}

/** Why the application could not start and what to do about it, in one line, for whoever starts it. */
export function startFailure(error: unknown, config: Config): string {
  const failure = deepest(error);
  const said = saidBy(error);
  const reason =
    (failure.syscall === 'listen' ? ofPort(failure, config) : undefined) ??
    ofDisk(failure, said, config) ??
    ofDatabase(failure, config) ??
    said.slice(0, longestReason);
  return reason.replaceAll(/\s+/g, ' ');
}

function ofPort({ code, message }: Failure, { port, host }: Config): string {
  if (code === 'EADDRINUSE')
    return `port ${port} of ${host} is in use by another program. Stop that one, or choose another port: PORT=${port + 1}`;
  if (code === 'EACCES')
    return `this user may not listen on port ${port}. Choose one of 1024 or above, such as PORT=3000, and put a proxy in front`;
  if (code === 'EADDRNOTAVAIL')
    return `HOST=${host} is not an address of this machine. Use one that it has, or 0.0.0.0 for all of them`;
  return `port ${port} of ${host} could not be opened: ${message}`;
}

function ofDisk({ code, syscall, path }: Failure, said: string, { dataDir }: Config): string | undefined {
  const where = path || dataDir;
  if (code === 'ENOSPC' || code === 'EDQUOT' || /no space left on device|check free disk space/i.test(said))
    return `there is no space left on the disk of ${where}. Free some, or use a DATA_DIR (or STORAGE_DIR) on another disk`;
  // What Node says of a folder in one that can only be read.
  if (code === 'EROFS' || (code === 'ENOENT' && syscall === 'mkdir'))
    return `${where} is on a disk that can only be read. Use a DATA_DIR (and STORAGE_DIR) that can be written`;
  if (path && (code === 'EACCES' || code === 'EPERM'))
    return `this user may not read and write ${where}. Change its owner or mode, or use another DATA_DIR`;
  if (path && (code === 'ENOTDIR' || code === 'EEXIST'))
    return `${where} can't be made: a file is in the way. Use another DATA_DIR (or STORAGE_DIR)`;
  return undefined;
}

const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

function ofDatabase({ code, message }: Failure, { databaseUrl }: Config): string | undefined {
  if (databaseUrl === undefined) return undefined;
  const server = serverOf(databaseUrl);
  if (unreachable.has(code) || message === 'timeout expired')
    return `the PostgreSQL server of DATABASE_URL (${server}) does not answer (${code || message}). Start it, or correct host and port`;
  if (code === '28P01' || code === '28000')
    return `the PostgreSQL server of DATABASE_URL (${server}) refuses user or password. Correct them (special characters percent-encoded)`;
  if (code === '3D000')
    return `the database of DATABASE_URL does not exist on ${server}. Make it (createdb), or correct the name`;
  if (code === '57P03' || code === '53300')
    return `the PostgreSQL server of DATABASE_URL (${server}) takes no connections right now: ${message}. Try again in a moment`;
  if (code === '42501')
    return `the user of DATABASE_URL lacks a right: ${message}. It needs a database that it owns, with the extensions pg_trgm and unaccent`;
  if (/extension "\w+"/.test(message))
    return `the PostgreSQL server of DATABASE_URL lacks an extension: ${message}. Install PostgreSQL's contrib package (pg_trgm, unaccent)`;
  return undefined;
}

/** Host and port alone: the rest of the address may be secret. */
function serverOf(databaseUrl: string): string {
  try {
    return new URL(databaseUrl).host || 'local socket';
  } catch {
    return 'an address that can not be read';
  }
}

/** What the error and those that caused it say, outermost first. */
function saidBy(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined || depth > 5 ? '' : `: ${saidBy(error.cause, depth + 1)}`;
  return `${error.message}${cause}`;
}

/** The first error with a code, of the error, those it gathers and those that caused it. */
function deepest(error: unknown): Failure {
  const found = withCode(error, 0);
  return {
    code: textOf(found, 'code'),
    syscall: textOf(found, 'syscall'),
    path: textOf(found, 'path'),
    message: found instanceof Error ? found.message : String(found),
  };
}

function withCode(error: unknown, depth: number): unknown {
  if (textOf(error, 'code') !== '' || depth > 5) return error;
  const inner: unknown[] = [];
  if (error instanceof AggregateError) inner.push(...(error.errors as unknown[]));
  if (error instanceof Error && error.cause !== undefined) inner.push(error.cause);
  for (const one of inner) {
    const found = withCode(one, depth + 1);
    if (textOf(found, 'code') !== '') return found;
  }
  return error;
}

function textOf(error: unknown, field: 'code' | 'syscall' | 'path'): string {
  if (typeof error !== 'object' || error === null || !(field in error)) return '';
  const value = (error as Record<string, unknown>)[field];
  return typeof value === 'string' ? value : '';
}
