import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** Says undefined when all is well, else what is missing. */
export type ReadinessCheck = () => Promise<string | undefined> | string | undefined;

export interface ReadinessReport {
  readonly ready: boolean;
  /** By part: what is missing, or "ok". */
  readonly checks: Record<string, string>;
}

const lookEveryMs = 50;

/** What must hold before this process takes requests; parts add their checks while they start. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, ReadinessCheck>();

  /** Adds the check of a part, or puts it in the place of the part's former one. */
  register(name: string, check: ReadinessCheck): void {
    this.checks.set(name, check);
  }

  /** Takes a check away: the part has nothing more to wait for. */
  remove(name: string): void {
    this.checks.delete(name);
  }

  /** All checks, each with what is missing, or "ok". */
  async report(): Promise<ReadinessReport> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, check]) => {
        try {
          return [name, (await check()) ?? 'ok'] as const;
        } catch (error) {
          return [name, error instanceof Error ? error.message : String(error)] as const;
        }
      }),
    );
    return { ready: results.every(([, state]) => state === 'ok'), checks: Object.fromEntries(results) };
  }

  /** Waits until every check says that all is well. */
  async ready(): Promise<void> {
    while (!(await this.report()).ready) await sleep(lookEveryMs);
  }
}
