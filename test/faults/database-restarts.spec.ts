import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import pg from 'pg';
import { seededRandom } from '#platform';
import { idleRequest } from '../support/idle-request.js';
import { PostgresServer, type Ending } from '../support/postgres-server.js';
import { startEngine, type Engine } from '../support/start-engine.js';
import { ended, upload } from '../support/upload-client.js';

const long = process.env['FAULTS'] === 'long';
const restarts = long ? 20 : 4;
const products = long ? 2_000 : 200;
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const endings: readonly Ending[] = ['fast', 'immediate', 'kill'];
/** In which every request is answered, whatever the database does. */
const longestAnswerMs = 2_000;
/** In which everything is as before, once the database is back. */
const longestRecoveryMs = 5_000;

interface Answer {
  readonly at: number;
  readonly ms: number;
  readonly path: string;
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

let folder: string;
let database: PostgresServer;
const engines: Engine[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'concella-restarts-'));
  database = await PostgresServer.start();
});

afterAll(async () => {
  await Promise.all(engines.map((engine) => engine.stop()));
  await database.remove();
  await rm(folder, { recursive: true, force: true });
});

const started = async (role: 'api' | 'worker', name: string): Promise<Engine> => {
  const env = { DATABASE_URL: database.url, STORAGE_DIR: join(folder, 'storage'), ROLE: role };
  const engine = await startEngine({ dataDir: join(folder, name), env });
  engines.push(engine);
  return engine;
};

/** What shoppers and merchants read, in turn. */
const reads = (id: string): readonly (readonly [string, object?])[] => [
  ['/v1/recommendations', { query: { text: 'red mug' }, limit: 10, explain: 'expert' }],
  ['/v1/recommendations', { query: { like: ['p-1'], unlike: ['p-2'] }, limit: 10, explain: 'shopper' }],
  ['/v1/catalogue/products/p-1'],
  [`/v1/catalogue/uploads/${id}`],
  ['/v1/recommendations', { query: { text: 'blue lamp' }, limit: 5, explain: 'none' }],
  ['/v1/neurons?limit=5'],
  ['/v1/encoders'],
];

/** Asks all the time, two at once; gives every answer. */
function readers(url: string, id: string): { stop(): Promise<Answer[]> } {
  const answers: Answer[] = [];
  let stopped = false;
  const asker = async (first: number): Promise<void> => {
    for (let turn = first; !stopped; turn += 1) {
      const all = reads(id);
      const [path, body] = all[turn % all.length] ?? ['/'];
      const at = performance.now();
      const answer = await fetch(`${url}${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      }).then(
        async (reply) => ({
          status: reply.status,
          retryAfter: reply.headers.get('retry-after'),
          text: (await reply.text()).slice(0, 300),
        }),
        (error: unknown) => ({ status: 0, retryAfter: null, text: String(error) }),
      );
      answers.push({ at, ms: performance.now() - at, path, ...answer });
      await sleep(30);
    }
  };
  const running = Promise.all([asker(0), asker(3)]);
  return {
    stop: async () => {
      stopped = true;
      await running;
      return answers;
    },
  };
}

const rows = (count: number, revision: number): string =>
  Array.from({ length: count }, (_, n) =>
    JSON.stringify({ id: `p-${n}`, title: `Red mug ${n} of ${revision}`, description: `Number ${n}.` }),
  ).join('\n');

it(
  `${restarts} restarts of PostgreSQL under load end no process, lose nothing, and are over in seconds`,
  { timeout: 1_200_000 },
  async () => {
    console.log(`SEED=${seed}`);
    const random = seededRandom(seed);
    const [api, other, worker] = await Promise.all([
      started('api', 'api-1'),
      started('api', 'api-2'),
      started('worker', 'worker-1'),
    ]);
    const first = await upload(api.url, { products: rows(products, 1) });
    expect(await ended(api.url, first)).toMatchObject({ state: 'done', counts: { indexed: products } });

    const loops = [api, other].map(({ url }) => readers(url, first));
    const idle = [api, other].map(({ url }) => idleRequest(url));
    const second = await upload(api.url, { products: rows(products, 2) });
    const recoveries: number[] = [];
    for (let n = 0; n < restarts; n += 1) {
      await sleep(300 + random() * 1_200);
      await database.restart(endings[n % endings.length] ?? 'fast');
      const back = performance.now();
      for (const { url } of [api, other, worker]) {
        await expect
          .poll(async () => (await fetch(`${url}/health/ready`)).status, { timeout: 30_000, interval: 50 })
          .toBe(200);
      }
      recoveries.push(Math.round(performance.now() - back));
    }
    const begun = performance.now();
    for (const { url } of [api, other])
      expect(await ended(url, second)).toMatchObject({
        state: 'done',
        counts: { read: products, accepted: products, rejected: 0, encoded: products, indexed: products },
      });
    const answers = (await Promise.all(loops.map((loop) => loop.stop()))).flat();
    const busyMs = Math.max(...(await Promise.all(idle.map((one) => one.stop()))));
    const slowest = Math.round(Math.max(...answers.map(({ ms }) => ms)));
    const failed = answers.filter(({ status }) => status === 503).length;
    console.log(
      `${answers.length} reads, ${failed} times 503, slowest ${slowest} ms (${busyMs} ms of one that waits for nothing); recovered after ${recoveries.join(', ')} ms; ` +
        `ingest done ${Math.round(performance.now() - begun)} ms after the last`,
    );
    expect(answers.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
    expect(answers.filter(({ status, retryAfter }) => status === 503 && retryAfter === null)).toEqual([]);
    expect(answers.filter(({ ms }) => ms > longestAnswerMs + busyMs)).toEqual([]);
    expect(Math.max(...recoveries)).toBeLessThan(longestRecoveryMs);
    const client = new pg.Client(database.url);
    client.on('error', () => undefined);
    await client.connect();
    const { rows: counts } = await client.query<Record<string, string>>(
      `select (select count(*) from product) as products,
         (select count(*) from product where title like '% of 2') as written,
         (select count(*) from channel_vector where not deleted) as vectors,
         (select count(*) from graphile_worker.jobs) as jobs`,
    );
    await client.end();
    const count = String(products);
    expect(counts).toEqual([{ products: count, written: count, vectors: count, jobs: '0' }]);
    // Still the processes that were started.
    for (const engine of engines) expect(engine.exitCode()).toBeNull();
  },
);
