import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DataSource } from 'typeorm';

/** What a job handler is given besides its payload. */
export interface JobContext {
  /** Aborts when the process shuts down: stop at the next safe point, the job runs again later. */
  readonly signal: AbortSignal;
  /** 1 at the first try. */
  readonly attempt: number;
}

/** One kind of job. Handlers are idempotent: a job may run again after a crash. */
export interface JobHandler<P> {
  readonly name: string;
  run(payload: P, context: JobContext): Promise<void>;
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
  private readonly registered = new Map<string, JobHandler<never>>();

  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** Offers a handler; to be called before the application has finished starting (onModuleInit). */
  register<P>(handler: JobHandler<P>): void {
    if (this.registered.has(handler.name)) throw new Error(`two handlers for job ${handler.name}`);
    this.registered.set(handler.name, handler);
  }

  get handlers(): ReadonlyMap<string, JobHandler<never>> {
    return this.registered;
  }

  /**
   * Enqueues a job. Give the transaction's `manager` so that the job exists exactly if the data does.
   */
  async enqueue(
    name: string,
    payload: object,
    options: EnqueueOptions = {},
    manager: EntityManager = this.dataSource.manager,
  ): Promise<void> {
    await manager.query(
      `select graphile_worker.add_job($1, payload := $2::json, queue_name := $3, max_attempts := $4, job_key := $5,
         priority := $6)`,
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
