import { randomInt } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import {
  Logger as WorkerLogger,
  run,
  runMigrations,
  type Runner,
  type RunnerOptions,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../config/config.js';
import { DATABASE_URL } from '../database/tokens.js';
import { LOGGER, type Logger } from '../telemetry/logger.js';
import { Metrics } from '../telemetry/metrics.js';
import { JobQueue } from './job-queue.js';

const concurrency = 2;
const sweepEveryMs = 5_000;

/** Creates or updates the queue's own tables. */
export async function migrateQueue(databaseUrl: string): Promise<void> {
  await runMigrations({ connectionString: databaseUrl });
}

/**
 * Runs this process's jobs (roles all and worker).
 *
 * graphile-worker frees the jobs of a worker that died only after four hours. So each process holds an
 * advisory lock for as long as its connection lives, and its workers carry the lock's key in their names:
 * every process frees, at its start and every few seconds, the jobs of workers whose lock nobody holds.
 */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly lockKey = randomInt(1, 2 ** 47);
  private readonly shutdown = new AbortController();
  private readonly durations;
  private lease: pg.Client | undefined;
  private pool: pg.Pool | undefined;
  private runners: Runner[] = [];
  private sweep: NodeJS.Timeout | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE_URL) private readonly databaseUrl: string,
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(Metrics) metrics: Metrics,
  ) {
    this.durations = metrics.histogram('job_seconds', 'Seconds that a job took', ['job', 'outcome']);
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.role === 'api') return;
    await this.holdLease();
    await this.freeJobsOfDeadWorkers();
    this.sweep = setInterval(() => {
      this.freeJobsOfDeadWorkers().catch((error: unknown) =>
        this.logger.error({ err: error }, 'freeing jobs failed'),
      );
    }, sweepEveryMs);
    this.pool = new pg.Pool({ connectionString: this.databaseUrl, max: concurrency + 2 });
    // A connection that breaks while nobody waits for it must not end the process; the next query makes a new one.
    this.pool.on('connect', (client) =>
      client.on('error', (error) => this.logger.error({ err: error }, 'a queue connection broke')),
    );
    this.pool.on('error', (error) => this.logger.error({ err: error }, 'a queue connection broke'));
    const taskList = this.taskList();
    for (let worker = 0; worker < concurrency; worker += 1) {
      // Jobs are locked in the name of the runner's pool. That name is random; here it becomes the lease's.
      const events: WorkerEvents = new EventEmitter();
      events.once('pool:create', ({ workerPool }) => {
        workerPool.id = `${this.lockKey}.${worker}`;
      });
      const options: RunnerOptions = {
        pgPool: this.pool,
        events,
        concurrency: 1,
        noHandleSignals: true,
        pollInterval: 1_000,
        taskList,
        logger: new WorkerLogger(() => (level, message) => {
          this.logger[level.valueOf() === 'error' ? 'error' : 'debug']({ part: 'queue' }, message);
        }),
      };
      const runner = await run(options);
      runner.promise.catch((error: unknown) => {
        if (!this.shutdown.signal.aborted) this.logger.fatal({ err: error }, 'a queue worker stopped');
      });
      this.runners.push(runner);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.sweep);
    this.shutdown.abort();
    await Promise.all(this.runners.map((runner) => runner.stop()));
    await this.pool?.end();
    await this.lease?.end();
  }

  private taskList(): TaskList {
    const tasks: TaskList = {};
    for (const [name, handler] of this.queue.handlers) {
      tasks[name] = async (payload, helpers) => {
        const stop = this.durations.startTimer({ job: name });
        const attempt = helpers.job.attempts;
        try {
          await handler.run(payload as never, { signal: this.shutdown.signal, attempt });
          stop({ outcome: 'done' });
        } catch (error) {
          stop({ outcome: 'failed' });
          this.logger.error({ err: error, job: name, attempt }, 'job failed');
          throw error;
        }
      };
    }
    return tasks;
  }

  private async holdLease(): Promise<void> {
    this.lease = new pg.Client({ connectionString: this.databaseUrl, application_name: 'concella-lease' });
    // Without its lease another process would free this one's jobs and run them twice: better to end and restart.
    this.lease.on('error', (error) => {
      this.logger.fatal({ err: error }, 'the connection that holds the worker lease broke; ending');
      process.kill(process.pid, 'SIGTERM');
    });
    await this.lease.connect();
    await this.lease.query('select pg_advisory_lock($1)', [this.lockKey]);
  }

  private async freeJobsOfDeadWorkers(): Promise<void> {
    const freed: { worker: string }[] = await this.dataSource.query(`
      with holder as (
        select locked_by as worker from graphile_worker._private_jobs where locked_by is not null
        union select locked_by from graphile_worker._private_job_queues where locked_by is not null
      ), dead as (
        select worker from holder
        where not exists (
          select 1 from pg_locks
          where locktype = 'advisory' and objsubid = 1
            and (classid::bigint << 32) + objid::bigint = case when worker ~ '^[0-9]+[.]' then split_part(worker, '.', 1)::bigint end
        )
      ), unlocked as (
        select graphile_worker.force_unlock_workers(array_agg(worker)) from dead having count(*) > 0
      )
      select worker from dead, unlocked
    `);
    if (freed.length > 0)
      this.logger.warn({ workers: freed.map((row) => row.worker) }, 'freed the jobs of dead workers');
  }
}
