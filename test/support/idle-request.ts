import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 20;

/**
 * Asks all the time what waits for nothing, beside requests whose waits are limited: what it takes is the machine's,
 * busy as it may be, and not a wait of the engine's.
 */
export function idleRequest(url: string): { stop(): Promise<number> } {
  let slowest = 0;
  let stopped = false;
  const asker = async (): Promise<void> => {
    while (!stopped) {
      const began = performance.now();
      await (await fetch(`${url}/health/live`)).text();
      slowest = Math.max(slowest, performance.now() - began);
      await sleep(pauseMs);
    }
  };
  const running = asker();
  return {
    /** @returns the milliseconds of the slowest */
    stop: async () => {
      stopped = true;
      await running;
      return Math.round(slowest);
    },
  };
}
