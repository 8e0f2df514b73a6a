import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../config/config.js';
import { startPlatform, type StartedPlatform } from '../start-platform.js';
import { createLogger } from '../telemetry/logger.js';
import { Metrics } from '../telemetry/metrics.js';
import { JobQueue, type JobHandler } from './job-queue.js';
import { JobRunner } from './job-runner.js';

const until = async (holds: () => boolean): Promise<void> => {
  for (let waited = 0; !holds(); waited += 20) {
    if (waited > 20_000) throw new Error('waited too long');
    await sleep(20);
  }
};

declare module '#platform' {
  interface Jobs {
    note: { readonly value: string };
    look: Record<string, never>;
    slow: { readonly value: number };
    step: { readonly step: number };
  }
}

describe('jobs', () => {
  let platform: StartedPlatform;
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'concella-jobs-'));
    await chmod(dataDir, 0o755);
    platform = await startPlatform(readConfig({ DATA_DIR: dataDir }), createLogger('silent'));
  });
  afterAll(async () => {
    await platform.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const runnerWith = (queue: JobQueue): JobRunner =>
    new JobRunner(
      platform.config,
      platform.databaseUrl,
      platform.dataSource,
      queue,
      platform.logger,
      new Metrics(),
    );

  it('exist exactly if their transaction was committed, and run again after a failure', async () => {
    const seen: string[] = [];
    const handler: JobHandler<'note'> = {
      name: 'note',
      run: ({ value }, { attempt }) => {
        if (attempt === 1 && value === 'fails once') return Promise.reject(new Error('planned'));
        seen.push(value);
        return Promise.resolve();
      },
    };
    const queue = new JobQueue(platform.dataSource);
    queue.register(handler);
    await platform.dataSource.transaction(async (manager) => {
      await queue.enqueue('note', { value: 'kept' }, {}, manager);
      await queue.enqueue('note', { value: 'fails once' }, {}, manager);
    });
    await platform.dataSource
      .transaction(async (manager) => {
        await queue.enqueue('note', { value: 'rolled back' }, {}, manager);
        throw new Error('planned');
      })
      .catch(() => undefined);
    const runner = runnerWith(queue);
    await runner.onApplicationBootstrap();
    await until(() => seen.length >= 2);
    await runner.onApplicationShutdown();
    expect(seen.sort()).toEqual(['fails once', 'kept']);
  });

  it('are locked in the name of the lease, by which the next start knows whether their worker lives', async () => {
    const lockedBy: string[] = [];
    const queue = new JobQueue(platform.dataSource);
    queue.register({
      name: 'look',
      run: async () => {
        const rows: { locked_by: string }[] = await platform.dataSource.query(
          `select locked_by from graphile_worker._private_jobs where locked_by is not null
           union select locked_by from graphile_worker._private_job_queues where locked_by is not null`,
        );
        lockedBy.push(...rows.map((row) => row.locked_by));
      },
    });
    await queue.enqueue('look', {}, { queue: 'serial' });
    const runner = runnerWith(queue);
    await runner.onApplicationBootstrap();
    await until(() => lockedBy.length > 0);
    await runner.onApplicationShutdown();
    expect(lockedBy[0]).toMatch(/^[0-9]+[.][01]$/);
  });

  it('of a dead worker are freed at the next start, those of a living one are not', async () => {
    const seen: number[] = [];
    const queue = new JobQueue(platform.dataSource);
    queue.register({
      name: 'slow',
      run: ({ value }) => {
        seen.push(value);
        return Promise.resolve();
      },
    });
    await queue.enqueue('slow', { value: 1 });
    await queue.enqueue('slow', { value: 2 });
    // A worker that died: its lock is free. A worker that lives: this connection holds its lock.
    const living = 4_242_424_242_424;
    const holder = platform.dataSource.createQueryRunner();
    await holder.query('select pg_advisory_lock($1)', [living]);
    const lock = (value: number, worker: string): Promise<unknown> =>
      platform.dataSource.query(
        `update graphile_worker._private_jobs set locked_by = $2, locked_at = now(), attempts = 1
         where payload->>'value' = $1`,
        [String(value), worker],
      );
    await lock(1, '99.0');
    await lock(2, `${living}.0`);
    const runner = runnerWith(queue);
    await runner.onApplicationBootstrap();
    await until(() => seen.length > 0);
    await sleep(500);
    expect(seen).toEqual([1]);
    await holder.query('select pg_advisory_unlock($1)', [living]);
    await holder.release();
    await until(() => seen.length > 1);
    await runner.onApplicationShutdown();
    expect(seen).toEqual([1, 2]);
  });

  it('run in order all the same when the clock is set back', async () => {
    const seen: number[] = [];
    const queue = new JobQueue(platform.dataSource);
    queue.register({
      name: 'step',
      run: ({ step }) => {
        seen.push(step);
        return Promise.resolve();
      },
    });
    for (const step of [1, 2, 3]) await queue.enqueue('step', { step }, { queue: 'steps' });
    // As the clock leaves them that went an hour too fast until now: one that was to be tried again, then two others.
    await platform.dataSource.query(
      `update graphile_worker._private_jobs
       set attempts = case payload->>'step' when '1' then 1 else 0 end,
         run_at = now() + interval '1 hour' + (payload->>'step')::int * interval '1 second'
       where payload->>'step' is not null`,
    );
    // One that is enqueued afterwards, by the clock that is right.
    await queue.enqueue('step', { step: 4 }, { queue: 'later steps', priority: 1 });
    const metrics = new Metrics();
    const runner = new JobRunner(
      platform.config,
      platform.databaseUrl,
      platform.dataSource,
      queue,
      platform.logger,
      metrics,
    );
    await runner.onApplicationBootstrap();
    await until(() => seen.length === 4);
    await runner.onApplicationShutdown();
    expect(seen.filter((step) => step !== 4)).toEqual([1, 2, 3]);
    expect(await metrics.registry.metrics()).toContain('concella_jobs_brought_forward_total 3');
  });
});
