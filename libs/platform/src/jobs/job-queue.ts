import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DataSource } from 'typeorm';
import { waitingMark } from './dead-workers.js';
import type { JobName, Jobs } from './jobs.js';
import { QuarantinedJob } from './quarantined-job.js';

/** For a job that a person lets run again: kills from outside end none of its tries. */
const patientAttempts = 1_000;

/** What a job handler is given besides its payload. */
export interface JobContext {
  /** Aborts when the process shuts down: stop at the next safe point, the job runs again later. */
  readonly signal: AbortSignal;
  /** 1 at the first try. */
  readonly attempt: number;
  /** To be called after a durable step: a process that dies later does not die over what is done. */
  readonly advanced: () => Promise<void>;
}

/** One kind of job. Handlers are idempotent: a job may run again after a crash. */
export interface JobHandler<N extends JobName = JobName> {
  readonly name: N;
  run(payload: Jobs[N], context: JobContext): Promise<void>;
  /** Tells those who wait for the job that it is set aside: it ended the process again and again. */
  setAside?(payload: Jobs[N], reason: string, manager: EntityManager): Promise<void>;
  /** The payload with which a job that was set aside may run again; as it was unless given, undefined where it may not. */
  again?(payload: Jobs[N]): Jobs[N] | undefined;
}

export interface EnqueueOptions {
  /** A second job with the same key replaces the first while that one waits. */
  readonly key?: string;
  /** Jobs of the same queue run one after another. */
  readonly queue?: string;
  readonly maxAttempts?: number;
  /** Jobs with a smaller number go first; 0 unless given. */
  readonly priority?: number;
}

/** Puts jobs on the PostgreSQL queue (graphile-worker), and holds the handlers that this process offers. */
@Injectable()
export class JobQueue {
  private readonly registered = new Map<string, JobHandler>();

  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** Offers a handler; to be called before the application has finished starting (onModuleInit). */
  register<N extends JobName>(handler: JobHandler<N>): void {
    if (this.registered.has(handler.name)) throw new Error(`two handlers for job ${handler.name}`);
    this.registered.set(handler.name, handler);
  }

  get handlers(): ReadonlyMap<string, JobHandler> {
    return this.registered;
  }

  /** What keeps a job from going on that has this value in its payload; undefined when nothing does. */
  async waiting(field: string, value: string): Promise<string | undefined> {
    const rows: { reason: string }[] = await this.dataSource.query(
      `select substr(last_error, length($1) + 1) as reason from graphile_worker._private_jobs
       where starts_with(last_error, $1) and payload->>$2 = $3 limit 1`,
      [waitingMark, field, value],
    );
    return rows[0]?.reason;
  }

  /** What the last job of a queue failed with that waits to be tried again; undefined where none does. */
  async lastError(queue: string): Promise<string | undefined> {
    const rows: { last_error: string }[] = await this.dataSource.query(
      `select last_error from graphile_worker.jobs where queue_name = $1 and last_error is not null
       order by updated_at desc limit 1`,
      [queue],
    );
    return rows[0]?.last_error;
  }

  /** The jobs that are set aside, oldest first. */
  quarantined(manager: EntityManager = this.dataSource.manager): Promise<QuarantinedJob[]> {
    return manager.find(QuarantinedJob, { order: { id: 'ASC' } });
  }

  /** Takes a job out of quarantine, for good or to run again. @returns the job; undefined when it is not there */
  async release(id: string, manager: EntityManager): Promise<QuarantinedJob | undefined> {
    const job = await manager.findOne(QuarantinedJob, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (job) await manager.delete(QuarantinedJob, { id });
    return job ?? undefined;
  }

  /** Enqueues a job again that was released. @returns whether it may run again */
  async again({ name, payload }: QuarantinedJob, manager: EntityManager): Promise<boolean> {
    const handler = this.registered.get(name);
    const renewed = handler?.again ? handler.again(payload as never) : payload;
    if (!handler || !renewed) return false;
    await this.enqueue(handler.name, renewed as never, { maxAttempts: patientAttempts }, manager);
    return true;
  }

  /**
   * Enqueues a job. Give the transaction's `manager` so that the job exists exactly if the data does.
   *
   * A job is due from the beginning of time: jobs run in the order of their numbers, also when the clock is set back.
   */
  async enqueue<N extends JobName>(
    name: N,
    payload: Jobs[N],
    options: EnqueueOptions = {},
    manager: EntityManager = this.dataSource.manager,
  ): Promise<void> {
    await manager.query(
      `select graphile_worker.add_job($1, payload := $2::json, queue_name := $3, max_attempts := $4, job_key := $5,
         priority := $6, run_at := to_timestamp(0))`,
      [
        name,
        JSON.stringify(payload),
        options.queue ?? null,
        options.maxAttempts ?? 8,
        options.key ?? null,
        options.priority ?? 0,
      ],
    );
  }
}
