/** The database is known not to answer: nobody needs to find it out again by waiting. */
export class DatabaseAway extends Error {
  constructor(reason: string) {
    super(`the database does not answer: ${reason}`);
  }
}

/** Others use all connections, and have done so for too long. */
export class DatabaseBusy extends Error {
  constructor() {
    super('too many requests use the database at once');
  }
}

/** The server, the network on the way to it, or the limit of its connections. 08: connection exceptions. */
const outageCodes =
  /^(08...|57P0[1235]|53300|25006|25P03|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND)$/;
/** What the driver, its pool and TypeORM say of a connection that broke; these errors have no code. */
const outageMessages =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout expired|timeout exceeded when trying to connect|Cannot use a pool after calling end|Query runner already released)/;
/** Statement and lock limits, deadlocks and serialization failures. */
const busyCodes = /^(57014|55P03|40001|40P01)$/;

/**
 * Whether an error says that the database could not be asked. That is nobody's mistake: the same request or job succeeds
 * once the database is back.
 */
export function isOutage(error: unknown): boolean {
  if (error instanceof DatabaseAway) return true;
  if (!(error instanceof Error)) return false;
  return outageCodes.test(codeOf(error)) || outageMessages.test(error.message);
}

/** Whether an error says that the database was asked, and others held it up for longer than the limit. */
export function isBusy(error: unknown): boolean {
  if (error instanceof DatabaseBusy) return true;
  return error instanceof Error && busyCodes.test(codeOf(error));
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : '';
}

/** Whether an error came from outside the program: the database, the network, the disk, a client that went away. */
export function isOutside(error: unknown): boolean {
  if (isOutage(error) || isBusy(error)) return true;
  // Node's own errors of the system have the call that failed; a broken stream of a client says "premature close".
  return (
    error instanceof Error &&
    ('syscall' in error || /^(ERR_STREAM_PREMATURE_CLOSE|UND_ERR_.*)$/.test(codeOf(error)))
  );
}
