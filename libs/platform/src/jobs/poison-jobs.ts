import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from 'graphile-worker';
import type { DataSource } from 'typeorm';
import { Budget } from '../budget.js';
import type { JobHandler } from './job-queue.js';
import { QuarantinedJob } from './quarantined-job.js';

/** So many processes may die over a job that does not come forward. */
const deathsAllowed = 3;
/** A process must have lived this long before the run that decides: one that is killed again and again decides nothing. */
const aMinuteMs = 60_000;
/** Another such time than a minute, for tests. */
export const CALM_MS = Symbol('calmMs');

export interface AdmittedRun {
  /** To be told when the job came a durable step forward: it does not end the process here. */
  readonly advanced: () => Promise<void>;
  readonly end: () => void;
}

/**
 * Finds the jobs that end the process that runs them, and sets them aside.
 *
 * A process that is killed from outside dies over its jobs just the same. So a death counts only for the jobs whose
 * handlers were at work, is forgotten as soon as the job comes forward, and the run that decides is made alone, in a
 * process that has lived for a minute.
 */
export class PoisonJobs {
  private readonly places: Budget;
  private readonly began = performance.now();

  constructor(
    private readonly dataSource: DataSource,
    private readonly concurrency: number,
    private readonly calmMs = aMinuteMs,
  ) {
    this.places = new Budget(concurrency);
  }

  /** Waits until the job may run; undefined when it may not any more and is to be set aside. */
  async admit(job: Job, signal: AbortSignal): Promise<AdmittedRun | undefined> {
    const deaths = await this.deaths(job.id);
    if (deaths >= deathsAllowed) return undefined;
    const forgive = async (): Promise<void> => {
      if (deaths > 0) await this.dataSource.query('delete from job_death where job_id = $1', [job.id]);
    };
    if (deaths < deathsAllowed - 1) {
      if (job.flags) await this.flag(job.id, false);
      return { advanced: forgive, end: await this.places.take(1, signal) };
    }
    // A death while it waits is not its own.
    await this.flag(job.id, true);
    await sleep(Math.max(0, this.calmMs - (performance.now() - this.began)), undefined, { signal });
    const end = await this.places.take(this.concurrency, signal);
    await this.flag(job.id, false);
    return { advanced: forgive, end };
  }

  /** Sets the job aside in one transaction with what its handler has to tell. @returns the reason */
  async quarantine(job: Job, handler: JobHandler): Promise<string> {
    const reason = `the job "${handler.name}" ended the process ${deathsAllowed} times without coming forward; it is set aside`;
    await this.dataSource.transaction(async (manager) => {
      await manager
        .createQueryBuilder()
        .insert()
        .into(QuarantinedJob)
        .values({ id: job.id, name: handler.name, payload: job.payload as object, reason })
        .orIgnore()
        .execute();
      await manager.query('delete from job_death where job_id = $1', [job.id]);
      await handler.setAside?.(job.payload as never, reason, manager);
    });
    return reason;
  }

  count(): Promise<number> {
    return this.dataSource.getRepository(QuarantinedJob).count();
  }

  private async deaths(jobId: string): Promise<number> {
    const rows: { n: string }[] = await this.dataSource.query(
      'select count(*) as n from job_death where job_id = $1',
      [jobId],
    );
    return Number(rows[0]?.n);
  }

  private async flag(jobId: string, waits: boolean): Promise<void> {
    await this.dataSource.query(
      `update graphile_worker._private_jobs set flags = case when $2 then '{"waits": true}'::jsonb end where id = $1`,
      [jobId, waits],
    );
  }
}
