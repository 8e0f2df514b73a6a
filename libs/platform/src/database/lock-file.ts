import { closeSync, fchmodSync, openSync } from 'node:fs';
import { tryLock } from 'fs-native-extensions';

/**
 * Takes the operating system's lock on a file, which is made if it does not exist. The kernel frees the lock when the
 * last process that has the descriptor ends or closes it, and it holds between containers that share the file system.
 * The file itself is never deleted: whoever locks a deleted file excludes nobody.
 *
 * @returns the descriptor to keep open, or undefined when another process holds the lock.
 * @throws when the file can't be opened, or its file system has no locks.
 */
export function tryLockFile(path: string): number | undefined {
  const fd = openSync(path, 'a+', 0o600);
  try {
    // Only who can open the file can lock it.
    fchmodSync(fd, 0o600);
    if (tryLock(fd)) return fd;
  } catch (error) {
    closeSync(fd);
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new Error(`${path} can't be locked (${code}); use a DATA_DIR on a file system with file locks`, {
      cause: error,
    });
  }
  closeSync(fd);
  return undefined;
}
