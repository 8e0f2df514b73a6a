import { setTimeout as sleep } from 'node:timers/promises';
import { handledLater } from '../handled-later.js';
import type { Logger } from '../telemetry/logger.js';
import { DatabaseClient } from './database-client.js';

/** Together less than the two seconds in which every request is answered. */
const askEveryMs = 200;
const longestAnswerMs = 1_000;
/** A timer that fires so much too late says that this process was held up, and nothing about the database. */
const heldUpMs = 300;

/**
 * Asks the database all the time over a connection of its own whether it answers. A server that is gone refuses; one that
 * is frozen, or a network that forwards nothing, stays silent: only a limit tells, and one that fits all queries would be
 * far too long.
 */
export class DatabaseWatch {
  private client: DatabaseClient | undefined;
  private connected = false;
  private asking: Promise<string | undefined> | undefined;
  private readonly stop = new AbortController();
  private watching: Promise<void> | undefined;
  private reason: string | undefined;

  /** @param wentAway is called once, with the reason, when the database stops answering */
  constructor(
    private readonly url: string,
    private readonly logger: Logger,
    private readonly wentAway: (reason: string) => void,
  ) {}

  /** Why the database does not answer; undefined while it does, and before it is watched. */
  get away(): string | undefined {
    return this.watching && this.reason;
  }

  start(): void {
    this.watching = handledLater(this.watch());
  }

  async end(): Promise<void> {
    this.stop.abort();
    await this.watching;
    await this.client?.leave();
  }

  /** Asks now: why the database does not answer within a second; undefined when it does. */
  ask(): Promise<string | undefined> {
    this.asking ??= this.askNow().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async watch(): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      await this.ask();
      await sleep(askEveryMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async askNow(): Promise<string | undefined> {
    const before = this.reason;
    this.reason = await this.answer();
    if (this.reason !== undefined && before === undefined) {
      this.logger.error({ reason: this.reason }, 'the database does not answer');
      if (this.watching) this.wentAway(this.reason);
    }
    if (this.reason === undefined && before !== undefined) this.logger.info('the database answers again');
    return this.reason;
  }

  private async answer(): Promise<string | undefined> {
    const began = performance.now();
    const { signal } = this.stop;
    const limit = { passed: false };
    this.client ??= new DatabaseClient({ connectionString: this.url, application_name: 'concella-watch' });
    const { client } = this;
    const timer = setTimeout(() => {
      limit.passed = true;
      client.break();
    }, longestAnswerMs);
    const stopped = (): void => client.break();
    signal.addEventListener('abort', stopped, { once: true });
    try {
      if (!this.connected) await client.connect();
      this.connected = true;
      await client.query('select 1');
      return undefined;
    } catch (error) {
      this.client = undefined;
      this.connected = false;
      await client.leave();
      if (signal.aborted) return undefined;
      const heldUp = performance.now() - began > longestAnswerMs + heldUpMs;
      if (limit.passed && heldUp && this.reason === undefined) return await this.answer();
      if (limit.passed) return `no answer within ${longestAnswerMs / 1_000} s`;
      return error instanceof Error ? error.message : String(error);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stopped);
    }
  }
}
