import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

const pieceBytes = 1 << 20;

/** The sha256 in hex; other work gets its turn between the megabytes of a large file. */
export async function sha256(contents: Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  for (let at = 0; at < contents.length; at += pieceBytes) {
    if (at > 0) await setImmediate();
    hash.update(contents.subarray(at, at + pieceBytes));
  }
  return hash.digest('hex');
}
