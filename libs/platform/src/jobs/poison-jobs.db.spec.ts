import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../config/config.js';
import { startPlatform, type StartedPlatform } from '../start-platform.js';
import { createLogger } from '../telemetry/logger.js';
import { JobQueue } from './job-queue.js';

/** Instead of a minute: longer than any of the processes that are killed here lives. */
const calmMs = 5_000;

let platform: StartedPlatform;
let folder: string;
let program: string;

declare module '#platform' {
  interface Jobs {
    poison: { readonly value: number };
    steps: Record<string, never>;
    still: Record<string, never>;
    plain: Record<string, never>;
  }
}

/**
 * A worker process of its own (of the built files). Its jobs: "poison" ends the process; "steps" takes seconds and comes
 * forward; "still" takes seconds and does not; "plain" is done at once.
 */
const source = (dist: string): string => `
  import { createLogger, dataSourceOptions, JobQueue, JobRunner, Metrics, readConfig } from '${dist}/index.js';
  import { setTimeout as sleep } from 'node:timers/promises';
  import { DataSource } from 'typeorm';
  const url = process.argv[2];
  const dataSource = await new DataSource(dataSourceOptions(url)).initialize();
  const queue = new JobQueue(dataSource);
  const say = (text) => process.stdout.write(text + '\\n');
  queue.register({ name: 'poison', run: async () => { await sleep(50); process.abort(); },
    setAside: async ({ value }, reason) => say('told ' + value + ': ' + reason) });
  queue.register({ name: 'steps', run: async (_, { advanced, signal }) => {
    for (let n = 0; n < 20; n += 1) { await sleep(100, undefined, { signal }); await advanced(); } say('steps done'); } });
  queue.register({ name: 'still', run: async (_, { signal }) => { await sleep(1500, undefined, { signal }); say('still done'); } });
  queue.register({ name: 'plain', run: async () => say('plain done') });
  const config = readConfig({ DATA_DIR: '/tmp/unused', DATABASE_URL: 'postgres://unused/x' });
  const runner = new JobRunner(config, url, dataSource, queue, createLogger('silent'), new Metrics(), ${calmMs});
  await runner.onApplicationBootstrap();
  say('works');
  process.on('SIGTERM', () => runner.onApplicationShutdown().then(() => process.exit(0)));
`;

interface WorkerProcess {
  readonly said: readonly string[];
  readonly exit: Promise<readonly [number | null, NodeJS.Signals | null]>;
  kill(signal: NodeJS.Signals): void;
  says(text: string): Promise<void>;
}

/** Workers of one test must not work for the next. */
const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

function startWorker(): WorkerProcess {
  const child = spawn(process.execPath, [program, platform.databaseUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const said: string[] = [];
  child.stdout.on('data', (text: Buffer) => said.push(...text.toString().trim().split('\n')));
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  return {
    said,
    exit,
    kill: (signal) => void child.kill(signal),
    says: async (text) => {
      for (let waited = 0; !said.some((line) => line.startsWith(text)); waited += 20) {
        if (waited > 60_000) throw new Error(`never said "${text}", but: ${said.join(' | ')}`);
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`ended before "${text}"`);
        await sleep(20);
      }
    },
  };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'concella-poison-'));
  await chmod(folder, 0o755);
  platform = await startPlatform(readConfig({ DATA_DIR: folder }), createLogger('silent'));
  // Within the project, so that its packages are found.
  program = join(process.cwd(), 'dist', `poison-${process.pid}.mjs`);
  await writeFile(program, source(join(process.cwd(), 'dist/libs/platform/src')));
});

afterAll(async () => {
  await platform.stop();
  await rm(folder, { recursive: true, force: true });
  await rm(program, { force: true });
});

const deaths = async (): Promise<number> => {
  const rows: { n: string }[] = await platform.dataSource.query('select count(*) as n from job_death');
  return Number(rows[0]?.n);
};

describe('a job that ends the process', () => {
  it(
    'is set aside after three times, its handler is told, and all others run',
    { timeout: 400_000 },
    async () => {
      const queue = new JobQueue(platform.dataSource);
      await queue.enqueue('poison', { value: 7 }, { maxAttempts: 1_000 });
      for (let death = 1; death <= 3; death += 1) {
        const [code, signal] = await startWorker().exit;
        expect([code, signal]).toEqual([null, 'SIGABRT']);
      }
      await queue.enqueue('plain', {});
      const worker = startWorker();
      await worker.says('told 7: the job "poison" ended the process 3 times');
      await worker.says('plain done');
      // The handler is told in the transaction that sets the job aside.
      await expect.poll(() => queue.quarantined()).toMatchObject([{ name: 'poison', payload: { value: 7 } }]);
      worker.kill('SIGTERM');
      expect(await worker.exit).toEqual([0, null]);
      expect(await deaths()).toBe(0);

      // A person lets it run again: it has three tries once more.
      const [job] = await queue.quarantined();
      const again = await platform.dataSource.transaction((manager) => queue.release(job?.id ?? '', manager));
      expect(again).toMatchObject({ name: 'poison' });
      expect(await queue.quarantined()).toEqual([]);
    },
  );
});

describe('a job whose process is killed from outside', () => {
  it(
    'again and again, is never set aside: neither one that comes forward nor one that does not',
    { timeout: 400_000 },
    async () => {
      const queue = new JobQueue(platform.dataSource);
      await queue.enqueue('steps', {}, { maxAttempts: 1_000 });
      await queue.enqueue('still', {}, { maxAttempts: 1_000 });
      for (let kill = 0; kill < 4; kill += 1) {
        const worker = startWorker();
        await worker.says('works');
        await sleep(300 + 100 * (kill % 4));
        worker.kill('SIGKILL');
        await worker.exit;
      }
      const worker = startWorker();
      await worker.says('steps done');
      await worker.says('still done');
      expect(await queue.quarantined()).toEqual([]);
      worker.kill('SIGTERM');
      await worker.exit;
      expect(await deaths()).toBe(0);
    },
  );
});
