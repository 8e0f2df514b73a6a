import { readFileSync } from 'node:fs';
import { platform } from 'node:os';

/**
 * The longest stretch, in milliseconds, for which the work held the calling thread without giving way. Where the kernel
 * says how long the thread computed (Linux), waiting for a processor that other programs use is not counted.
 */
export async function longestHold(work: () => Promise<void>): Promise<number> {
  let longest = 0;
  let last = computed();
  let done = false;
  const watch = (): void => {
    const now = computed();
    longest = Math.max(longest, now - last);
    last = computed();
    if (!done) setImmediate(watch);
  };
  setImmediate(watch);
  try {
    await work();
  } finally {
    done = true;
  }
  return longest;
}

/** Milliseconds that this thread has computed. */
function computed(): number {
  if (platform() !== 'linux') return performance.now();
  return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
}
