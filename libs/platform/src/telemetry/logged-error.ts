const shown = [
  'code',
  'errno',
  'syscall',
  'status',
  'severity',
  'schema',
  'table',
  'column',
  'constraint',
  'routine',
];
const maxDepth = 3;

/**
 * An error as it may be logged. By allow-list: libraries hang statements with their values, whole rows, and addresses
 * with passwords on their errors.
 */
export function loggedError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error))
    return typeof error === 'string' ? error.slice(0, 1_000) : `thrown ${typeof error}`;
  const logged: Record<string, unknown> = {
    type: error.constructor.name,
    message: error.message.slice(0, 1_000),
    stack: error.stack?.slice(0, 4_000),
  };
  for (const name of shown) {
    const value: unknown = Reflect.get(error, name);
    if (typeof value === 'string' || typeof value === 'number') logged[name] = value;
  }
  if (depth < maxDepth) {
    if (error.cause !== undefined) logged['cause'] = loggedError(error.cause, depth + 1);
    if (error instanceof AggregateError)
      logged['errors'] = error.errors.slice(0, 5).map((each) => loggedError(each, depth + 1));
  }
  return logged;
}
