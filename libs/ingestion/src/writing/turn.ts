import { setTimeout as sleep } from 'node:timers/promises';
import { stopIfAborted } from '../jobs.js';

const lookEveryMs = 1_000;
const waitsAtMostMs = 2_000;

/** One run of a job that waits for the network, and makes room for others that wait for the job. */
export class Turn {
  private waitedMs = 0;

  constructor(
    private readonly signal: AbortSignal,
    private readonly othersWait: () => Promise<boolean>,
  ) {}

  /**
   * What the work gives; undefined when this turn has waited two seconds in all and others wait. The work goes on then.
   *
   * @throws when the job is to stop, without waiting for the work.
   */
  async wait<T>(work: Promise<T>): Promise<{ readonly given: T } | undefined> {
    const given = work.then((value) => ({ given: value }));
    // Whoever asks for the same work in the next turn is told of its failure.
    given.catch(() => undefined);
    for (;;) {
      const began = performance.now();
      const enough = new AbortController();
      const signal = AbortSignal.any([this.signal, enough.signal]);
      const pause = sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
      const result = await Promise.race([given, pause]).finally(() => enough.abort());
      this.waitedMs += performance.now() - began;
      if (result) return result;
      stopIfAborted(this.signal);
      if (this.waitedMs >= waitsAtMostMs && (await this.othersWait())) return undefined;
    }
  }
}
