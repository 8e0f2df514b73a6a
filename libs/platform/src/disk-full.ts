/** What the operating system, or a quota, and PostgreSQL call it. */
const codes = new Set(['ENOSPC', 'EDQUOT', '53100']);
const causes = 5;

/**
 * Whether an error says that a disk has no space left, this process's or the database's. The same request or job succeeds
 * once there is some.
 */
export function isDiskFull(error: unknown): boolean {
  let at = error;
  for (let depth = 0; depth < causes && at instanceof Error; depth += 1) {
    if ('code' in at && codes.has(String(at.code))) return true;
    // Errors that come from another thread, and PostgreSQL's of reading and writing files, have no such code.
    if (/no space left on device/i.test(at.message)) return true;
    at = at.cause;
  }
  return false;
}
