import { expect } from 'vitest';
import { halfBody, halfUpload, RawConnection } from './raw-connection.js';
import type { Engine } from './start-engine.js';

/** Opens everything that could hold up a stop. */
export async function holdUp(url: string, streamOf: string): Promise<void> {
  const { host } = new URL(url);
  await RawConnection.open(url);
  await RawConnection.open(url, `GET /v1/encoders HTTP/1.1\r\nhost: ${host}\r\n`);
  await RawConnection.open(url, `GET /health/live HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
  for (let n = 0; n < 20; n += 1) await RawConnection.open(url, halfBody(host));
  await RawConnection.open(url, halfUpload(host));
  const events = `GET /v1/catalogue/uploads/${streamOf}/events HTTP/1.1\r\nhost: ${host}\r\naccept: text/event-stream\r\n\r\n`;
  const streams = await Promise.all(Array.from({ length: 50 }, () => RawConnection.open(url, events)));
  await expect.poll(() => streams.every(({ answer }) => answer.includes('data:'))).toBe(true);
}

/** Sends the signal; the milliseconds until the process has ended. */
export async function stopped(engine: Engine, signal: NodeJS.Signals = 'SIGTERM'): Promise<number> {
  const began = performance.now();
  process.kill(engine.pid, signal);
  await expect.poll(() => engine.exitCode(), { timeout: 30_000, interval: 20 }).not.toBeNull();
  return performance.now() - began;
}
