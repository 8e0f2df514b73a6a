import { writeSync } from 'node:fs';

const standardOutput = 1;
const pauseMs = 10;
const longestWaitMs = 1_000;

/**
 * Writes to standard output. What can't be written (a full disk, a closed pipe, a reader who does not read) is lost:
 * a process that can't log goes on with its work, keeps nothing in memory for it, and logs again when it can.
 */
export const lossyStandardOutput = {
  write(text: string): void {
    const bytes = Buffer.from(text);
    let waitedMs = 0;
    for (let at = 0; at < bytes.length;) {
      try {
        at += writeSync(standardOutput, bytes, at);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || waitedMs >= longestWaitMs) return;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
        waitedMs += pauseMs;
      }
    }
  },
};
