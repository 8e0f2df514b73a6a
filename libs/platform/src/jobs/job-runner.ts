import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Optional,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { runMigrations, type JobHelpers, type TaskList } from 'graphile-worker';
import { DataSource } from 'typeorm';
import { handledLater } from '../handled-later.js';
import { CONFIG, type Config } from '../config/config.js';
import { isOutage } from '../database/outage.js';
import { retryLevel } from '../database/retry-level.js';
import { isDiskFull } from '../disk-full.js';
import { DATABASE_URL } from '../database/tokens.js';
import { LOGGER, type Logger } from '../telemetry/logger.js';
import { Metrics } from '../telemetry/metrics.js';
import { giveBack, noteWaiting, waitingMark } from './dead-workers.js';
import { JobQueue, type JobHandler } from './job-queue.js';
import { concurrency, JobSession } from './job-session.js';
import { CALM_MS, PoisonJobs, type AdmittedRun } from './poison-jobs.js';

const firstPauseMs = 200;
const longestPauseMs = 2_000;
const firstWaitForSpaceMs = 1_000;
const longestWaitForSpaceMs = 30_000;

/** Creates or updates the queue's own tables. */
export async function migrateQueue(databaseUrl: string): Promise<void> {
  await runMigrations({ connectionString: databaseUrl });
}

/** Runs this process's jobs (roles all and worker), in one session after another: each ends with its connections. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly shutdown = new AbortController();
  private readonly durations;
  private readonly sessions;
  private readonly broughtForward;
  private readonly poison;
  private readonly quarantined;
  private running: Promise<void> | undefined;
  private waitForSpaceMs = firstWaitForSpaceMs;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE_URL) private readonly databaseUrl: string,
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(Metrics) metrics: Metrics,
    @Optional() @Inject(CALM_MS) calmMs?: number,
  ) {
    this.durations = metrics.histogram('job_seconds', 'Seconds that a job took', ['job', 'outcome']);
    this.sessions = metrics.counter(
      'job_sessions_lost_total',
      'Times the workers lost their connection to the queue and began anew',
    );
    this.broughtForward = metrics.counter(
      'jobs_brought_forward_total',
      'Jobs that were brought forward because the clock was set back',
    );
    this.poison = new PoisonJobs(dataSource, concurrency, calmMs);
    this.quarantined = metrics.gauge(
      'jobs_quarantined',
      'Jobs that are set aside because they ended the process, as this process knows it',
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.role === 'api') return;
    this.quarantined.set(await this.poison.count());
    this.running = handledLater(this.run(await this.begin()));
  }

  async onApplicationShutdown(): Promise<void> {
    this.shutdown.abort();
    await this.running;
  }

  private begin(): Promise<JobSession> {
    const { databaseUrl, dataSource, logger } = this;
    return JobSession.begin({
      databaseUrl,
      dataSource,
      logger,
      tasks: (signal) => this.tasks(signal),
      onSetBackClock: (jobs, seconds) => {
        this.broughtForward.inc(jobs);
        logger.warn(
          { jobs, seconds },
          'the clock was set back; jobs that would have waited for it are brought forward',
        );
      },
    });
  }

  /** Works until shutdown, over as many sessions as it takes. */
  private async run(first: JobSession): Promise<void> {
    const { signal } = this.shutdown;
    const shutdown = signal.aborted ? Promise.resolve() : once(signal, 'abort');
    let session: JobSession | undefined = first;
    while (session) {
      const reason: unknown = await Promise.race([session.lost, shutdown]);
      if (signal.aborted) {
        await session.end();
        return;
      }
      this.sessions.inc();
      this.logger.warn({ err: reason }, 'the workers lost the queue: running jobs stop and go on later');
      await session.abandon();
      session = await this.beginAgain(session.workers);
    }
  }

  /** @param former names of the workers of the session that was lost */
  private async beginAgain(former: readonly string[]): Promise<JobSession | undefined> {
    const { signal } = this.shutdown;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return undefined;
      try {
        await giveBack(this.dataSource, former);
        const session = await this.begin();
        this.logger.info('the workers have the queue again');
        return session;
      } catch (error) {
        this.logger[await retryLevel(error, this.dataSource, 'warn')](
          { err: error },
          'the queue can not be reached; trying again',
        );
      }
    }
  }

  private tasks(signal: AbortSignal): TaskList {
    const tasks: TaskList = {};
    for (const [name, handler] of this.queue.handlers)
      tasks[name] = (payload, helpers) => this.task(handler, payload, helpers, signal);
    return tasks;
  }

  private async task(
    handler: JobHandler,
    payload: unknown,
    { job }: JobHelpers,
    signal: AbortSignal,
  ): Promise<void> {
    const stop = this.durations.startTimer({ job: handler.name });
    const about = { job: handler.name, attempt: job.attempts };
    let admitted: AdmittedRun | undefined;
    try {
      if (job.locked_by !== null && job.last_error?.startsWith(waitingMark) === true)
        await noteWaiting(this.dataSource, job.locked_by, null);
      admitted = await this.poison.admit(job, signal);
      if (admitted) {
        const { advanced } = admitted;
        await handler.run(payload as never, { signal, attempt: job.attempts, advanced });
        await advanced();
        this.waitForSpaceMs = firstWaitForSpaceMs;
      } else {
        const reason = await this.poison.quarantine(job, handler);
        this.quarantined.set(await this.poison.count());
        this.logger.error({ ...about, jobId: job.id, payload }, reason);
      }
      stop({ outcome: admitted ? 'done' : 'quarantined' });
    } catch (error) {
      if (isDiskFull(error)) {
        stop({ outcome: 'interrupted' });
        await this.waitForSpace(about, job.locked_by, error, signal);
        await this.putBack(job.locked_by, signal);
      } else if (signal.aborted || isOutage(error)) {
        stop({ outcome: 'interrupted' });
        this.logger.warn({ err: error, ...about }, 'job interrupted; it goes on later');
        await this.putBack(job.locked_by, signal);
      } else {
        stop({ outcome: 'failed' });
        this.logger.error({ err: error, ...about }, 'job failed');
      }
      throw error;
    } finally {
      admitted?.end();
    }
  }

  /** Holds the job, and with it its worker, for a while that grows: it would meet the same full disk. */
  private async waitForSpace(
    about: object,
    worker: string | null,
    error: unknown,
    signal: AbortSignal,
  ): Promise<void> {
    const pauseMs = this.waitForSpaceMs;
    this.waitForSpaceMs = Math.min(pauseMs * 2, longestWaitForSpaceMs);
    const reason = error instanceof Error ? error.message : String(error);
    this.logger.warn(
      { ...about, reason, pauseMs },
      'no space left on the disk; the job goes on when there is',
    );
    if (worker !== null)
      await noteWaiting(
        this.dataSource,
        worker,
        "there is no space left on the engine's disk; it goes on by itself when there is",
      ).catch((failure: unknown) => {
        // The database's disk may be the full one.
        this.logger.debug({ err: failure }, 'it could not be noted that a job waits');
      });
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }

  /** So that an interruption is no failed try, after which the job would wait ever longer, and be given up in the end. */
  private async putBack(worker: string | null, signal: AbortSignal): Promise<void> {
    if (worker === null) return;
    for (;;) {
      await sleep(firstPauseMs, undefined, { signal }).catch(() => undefined);
      try {
        await giveBack(this.dataSource, [worker]);
        return;
      } catch (error) {
        this.logger.debug({ err: error }, 'a job could not be put back');
        // Whoever begins the next session does it.
        if (signal.aborted) return;
      }
    }
  }
}
