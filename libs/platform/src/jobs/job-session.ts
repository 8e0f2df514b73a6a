import { randomInt } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Logger as WorkerLogger,
  run,
  type Runner,
  type RunnerOptions,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { handledLater } from '../handled-later.js';
import { DatabaseClient, OpenConnections } from '../database/database-client.js';
import { isKnownAway, retryLevel } from '../database/retry-level.js';
import type { Logger } from '../telemetry/logger.js';
import { bringForward, freeJobsOfDeadWorkers } from './dead-workers.js';

/** Jobs that a process runs at a time. */
export const concurrency = 2;
const sweepEveryMs = 5_000;
const beatEveryMs = 2_000;
const longestBeatMs = 5_000;
/** So long jobs have to come to a safe point; the queue has half of it to say that it heard of them. */
const longestStopMs = 4_000;

export interface JobSessionOptions {
  readonly databaseUrl: string;
  readonly dataSource: DataSource;
  readonly logger: Logger;
  /** The tasks of this process; they stop at the next safe point when the signal aborts. */
  readonly tasks: (signal: AbortSignal) => TaskList;
  /** Told when jobs had to be brought forward because the clock was set back. */
  readonly onSetBackClock: (jobs: number, seconds: number) => void;
}

/**
 * The workers of this process for as long as it holds a lease.
 *
 * graphile-worker frees the jobs of a worker that died only after four hours. So each process holds an
 * advisory lock for as long as its connection lives, and its workers carry the lock's key in their names:
 * every process frees, at its start and every few seconds, the jobs of workers whose lock nobody holds.
 *
 * A session whose lease broke can't tell its jobs from freed ones any more: it ends, and another one begins.
 */
export class JobSession {
  /** Resolves with the reason when the lease or a worker is lost. */
  readonly lost: Promise<unknown>;
  private readonly lockKey = randomInt(1, 2 ** 47);
  private readonly stopping = new AbortController();
  private readonly connections = new OpenConnections();
  private readonly lease: DatabaseClient;
  private readonly pool: pg.Pool;
  private readonly runners: Runner[] = [];
  private lose: (reason: unknown) => void = () => undefined;
  private beating: Promise<void> | undefined;
  private sweeping: Promise<void> | undefined;

  private constructor(private readonly options: JobSessionOptions) {
    const { databaseUrl: connectionString } = options;
    this.lost = new Promise((resolve) => {
      this.lose = resolve;
    });
    this.lease = new DatabaseClient({
      connectionString,
      application_name: 'concella-lease',
      connectionTimeoutMillis: longestBeatMs,
      keepAlive: true,
    });
    this.lease.on('error', (error) => this.lose(error));
    this.lease.on('end', () => this.lose(new Error('the connection that holds the lease ended')));
    this.pool = new pg.Pool({
      connectionString,
      max: concurrency + 2,
      Client: this.connections.Client,
      connectionTimeoutMillis: longestBeatMs,
      keepAlive: true,
    });
    const { dataSource, logger } = options;
    const broken = (error: Error): void => {
      void handledLater(
        retryLevel(error, dataSource, 'warn').then((level) =>
          logger[level]({ err: error }, 'a queue connection broke'),
        ),
      );
    };
    this.pool.on('connect', (client) => client.on('error', broken));
    this.pool.on('error', broken);
  }

  /** Takes a lease, frees the jobs of the dead and begins to work. */
  static async begin(options: JobSessionOptions): Promise<JobSession> {
    const session = new JobSession(options);
    try {
      await session.lease.connect();
      await session.lease.query('select pg_advisory_lock($1)', [session.lockKey]);
      await session.free();
      for (let worker = 0; worker < concurrency; worker += 1) await session.startWorker(worker);
    } catch (error) {
      await session.end();
      throw error;
    }
    session.beating = handledLater(session.every(beatEveryMs, () => session.beat()));
    session.sweeping = handledLater(session.every(sweepEveryMs, () => session.free()));
    return session;
  }

  /** The names under which the queue knows the workers. */
  get workers(): readonly string[] {
    return Array.from({ length: concurrency }, (_, worker) => `${this.lockKey}.${worker}`);
  }

  /**
   * Lets the jobs that run stop at their next safe point, and ends all connections. What a job could not tell the queue
   * any more stays in the workers' names, until it is given back or freed. A job that does not stop in some seconds is
   * left behind: it runs again.
   */
  async end(): Promise<void> {
    this.stopping.abort();
    const late = setTimeout(() => this.connections.break(), longestStopMs / 2);
    try {
      const stopped = Promise.allSettled([
        ...this.runners.map((runner) => runner.stop()),
        ...this.runners.map((runner) => runner.promise),
        this.beating,
        this.sweeping,
      ]);
      await Promise.race([stopped, sleep(longestStopMs, undefined, { ref: false })]);
      await this.pool.end();
    } finally {
      clearTimeout(late);
      await this.lease.leave();
    }
  }

  /** As {@link end}, when the lease is lost: the queue must not be told anything of jobs that others may run by now. */
  async abandon(): Promise<void> {
    this.connections.break();
    await this.end();
  }

  private async startWorker(worker: number): Promise<void> {
    const { dataSource, logger, tasks } = this.options;
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
      taskList: tasks(this.stopping.signal),
      // Without these the queue's answer to "done" and "failed" is awaited by nobody, and its failure ends the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      logger: new WorkerLogger(() => (level, message) => {
        const say = (as: 'warn' | 'debug'): void => logger[as]({ part: 'queue' }, message);
        if (level.valueOf() !== 'error') say('debug');
        else void handledLater(isKnownAway(dataSource).then((away) => say(away ? 'debug' : 'warn')));
      }),
    };
    const runner = await run(options);
    runner.promise.then(
      () => this.lose(new Error('a queue worker ended')),
      (error: unknown) => this.lose(error),
    );
    this.runners.push(runner);
  }

  private async every(ms: number, act: () => Promise<void>): Promise<void> {
    const { signal } = this.stopping;
    for (;;) {
      await sleep(ms, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await act();
    }
  }

  /** A connection may be dead without anybody having said so. */
  private async beat(): Promise<void> {
    const late = setTimeout(() => this.lease.break(), longestBeatMs);
    try {
      await this.lease.query('select 1');
    } catch (error) {
      this.lose(error);
    } finally {
      clearTimeout(late);
    }
  }

  private async free(): Promise<void> {
    const { dataSource, logger, onSetBackClock } = this.options;
    try {
      const workers = await freeJobsOfDeadWorkers(dataSource);
      if (workers.length > 0) logger.warn({ workers }, 'freed the jobs of dead workers');
      const { jobs, seconds } = await bringForward(dataSource);
      if (jobs > 0) onSetBackClock(jobs, seconds);
    } catch (error) {
      logger.warn({ err: error }, 'freeing jobs failed; trying again');
    }
  }
}
