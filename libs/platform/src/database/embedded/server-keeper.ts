import { setTimeout as sleep } from 'node:timers/promises';
import { handledLater } from '../../handled-later.js';
import type { Logger } from '../../telemetry/logger.js';
import { beginningOf, readPidFile } from './server-processes.js';

const lookEveryMs = 500;
const firstPauseMs = 1_000;
const longestPauseMs = 30_000;
/** A server that lived so long is started again at once; and so long starting it again is tried. */
const minuteMs = 60_000;

interface Postmaster {
  readonly pid: number;
  readonly began: string | undefined;
}

/** Looks whether the server's first process lives, and starts the server again when it does not. */
export class ServerKeeper {
  private readonly ending = new AbortController();
  private keeping: Promise<void> | undefined;

  constructor(
    private readonly folder: string,
    private readonly logger: Logger,
    private readonly startAgain: (signal: AbortSignal) => Promise<void>,
  ) {}

  start(stopping: AbortSignal, onLost: (error: unknown) => void): void {
    this.keeping = handledLater(this.keep(AbortSignal.any([this.ending.signal, stopping]), onLost));
  }

  /** Resolves when no start is under way any more. */
  async end(): Promise<void> {
    this.ending.abort();
    await this.keeping;
  }

  private async keep(signal: AbortSignal, onLost: (error: unknown) => void): Promise<void> {
    const over = (): boolean => signal.aborted;
    let pauseMs = 0;
    for (;;) {
      const up = performance.now();
      await this.ended(signal);
      if (over()) return;
      const began = performance.now();
      if (began - up > minuteMs) pauseMs = 0;
      this.logger.warn({ folder: this.folder }, 'the embedded PostgreSQL ended; starting it again');
      for (;;) {
        await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
        if (over()) return;
        pauseMs = Math.min(Math.max(pauseMs * 2, firstPauseMs), longestPauseMs);
        try {
          await this.startAgain(signal);
          break;
        } catch (error) {
          if (over()) return;
          if (performance.now() - began > minuteMs) {
            onLost(error);
            return;
          }
          this.logger.debug({ err: error, pauseMs }, 'the embedded PostgreSQL did not start; trying again');
        }
      }
      const seconds = Math.round((performance.now() - began) / 100) / 10;
      this.logger.info({ seconds }, 'the embedded PostgreSQL is back');
    }
  }

  /** Resolves when the server has ended, or the signal aborts. */
  private async ended(signal: AbortSignal): Promise<void> {
    let postmaster: Postmaster | undefined;
    while (!signal.aborted) {
      try {
        postmaster ??= await this.postmaster();
        if (!postmaster?.began || (await beginningOf(postmaster.pid)) !== postmaster.began) return;
      } catch (error) {
        // No more open files, for instance: nothing is known about the server then.
        this.logger.debug({ err: error }, 'it could not be seen whether PostgreSQL lives');
      }
      await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async postmaster(): Promise<Postmaster | undefined> {
    const file = await readPidFile(this.folder);
    return file && { pid: file.pid, began: await beginningOf(file.pid) };
  }
}
