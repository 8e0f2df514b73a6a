import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFormerServer } from '../../libs/platform/src/database/embedded/former-server.fixture.js';
import type { DictionariesAnswer } from '../../libs/serving/src/dictionaries-contract.js';
import { dataSourceOptions, seededRandom } from '#platform';
import { call } from '../support/ask.js';
import { dropStandby, first, post, second, state } from '../support/encoder-switch.js';
import { kill9, type Killed } from '../support/kill9.js';
import { modelsFolder } from '../support/models-folder.js';
import { freePort } from '../support/postgres-server.js';
import { batchAccepted, batchRows, inspectBatches, shopBatch } from '../support/shop-batches.js';
import { launchEngine, startEngine, type Engine, type Launched } from '../support/start-engine.js';
import { ended, progress, upload } from '../support/upload-client.js';

const times = process.env['FAULTS'] === 'long' ? 10 : 1;
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const random = seededRandom(seed);
type Phase = 'first start' | 'ingest' | 'snapshot' | 'switch' | 'fit' | 'upgrade';
/** Ten kills. */
const plan: readonly Phase[] = [
  'first start',
  'first start',
  'ingest',
  'ingest',
  'ingest',
  'snapshot',
  'switch',
  'switch',
  'fit',
  'upgrade',
];
const formerBatches = 1;

let scratch: string;
let models: string;
let former: string;
/** The folder that lives through all kills but those of first starts and upgrades. */
let shop: string;
let engine: Engine;
/** Ids of the uploads that were answered with 202. */
const acknowledged: string[] = [];

const wait = (mostMs: number): Promise<void> => sleep(random() * mostMs);
const who = (): Killed => (random() < 0.5 ? 'application' : 'all');
const env = (): Record<string, string> => ({ MODELS_DIR: models });
const socketOf = (dataDir: string): string =>
  `postgres://concella@localhost:5432/concella?host=${encodeURIComponent(join(dataDir, 'postgres'))}`;

async function inspect(dataDir: string, batches: number): Promise<void> {
  const database = await new DataSource(dataSourceOptions(socketOf(dataDir))).initialize();
  try {
    // What is done in the background after an upload may still run.
    await expect.poll(() => inspectBatches(database, batches), { timeout: 60_000 }).toBeUndefined();
  } finally {
    await database.destroy();
  }
}

beforeAll(async () => {
  console.log(`kill -9 ${plan.length * times} times, SEED=${seed}`);
  scratch = await mkdtemp(join(tmpdir(), 'concella-kill9-'));
  // The database server may run as another user, who has to be able to reach its folder.
  await chmod(scratch, 0o755);
  models = await modelsFolder();
  [former, shop] = [join(scratch, 'former'), join(scratch, 'shop')];
  // A folder as the version before the locks left it, with products in it.
  const server = await startFormerServer(former, await freePort());
  const filling = await startEngine({
    dataDir: join(scratch, 'filling'),
    env: { DATABASE_URL: server.url, STORAGE_DIR: former },
  });
  await ended(filling.url, await upload(filling.url, await shopBatch(0)));
  await filling.stop();
  await server.stop();
  engine = await startEngine({ dataDir: shop, env: env() });
  for (let batch = 0; batch < 2; batch += 1) await uploaded();
  for (const id of acknowledged) await ended(engine.url, id);
}, 300_000);

afterAll(async () => {
  await engine.stop();
  await rm(scratch, { recursive: true, force: true });
  await rm(models, { recursive: true, force: true });
});

async function uploaded(): Promise<void> {
  acknowledged.push(await upload(engine.url, await shopBatch(acknowledged.length)));
}

/** Something to do in the shop's folder, up to the moment of the kill. */
const doing: Record<Exclude<Phase, 'first start' | 'upgrade'>, () => Promise<void>> = {
  ingest: async () => {
    await uploaded();
    await wait(2_500);
  },
  snapshot: async () => {
    // It is written at the end of a process, and where an index has caught up.
    process.kill(engine.pid, 'SIGTERM');
    await wait(500);
  },
  switch: async () => {
    const { standby, serving } = await state(engine.url);
    if (!standby) await post(engine.url, 'standby', { model: second });
    else if (!standby.ready) await wait(1_000);
    else if (random() < 0.3) await dropStandby(engine.url);
    else await post(engine.url, 'switch', { to: serving.name === first ? second : first });
    await wait(1_000);
  },
  fit: async () => {
    const fit = { units: 16, active: 4, epochs: 40, batch: 16, seed: 1 };
    const answer = await call(engine.url, '/v1/dictionaries', fit);
    // One is fitted at a time; that one goes on after the kill before.
    expect([202, 409], JSON.stringify(answer.body)).toContain(answer.status);
    await wait(4_000);
  },
};

/** Kills a start at a moment soon after one of its steps is seen. */
async function killStart(dataDir: string): Promise<string> {
  const launched = launchEngine({ dataDir, env: env() });
  const steps: readonly (readonly [string, () => Promise<boolean>])[] = [
    ['folder', async () => (await names(dataDir)).includes('postgres.lock')],
    ['initdb', async () => (await names(dataDir)).some((name) => name.startsWith('postgres'))],
    ['server', async () => (await names(join(dataDir, 'postgres'))).includes('postmaster.pid')],
    ['database', () => logged(launched, 'embedded PostgreSQL started')],
    ['tables', () => logged(launched, 'database tables are up to date')],
    ['encoder', () => logged(launched, 'encoder ready')],
    ['serving', () => logged(launched, '"serving"')],
  ];
  const [step, seen] = steps[Math.floor(random() * steps.length)] ?? steps[0] ?? [];
  const [delay, killed] = [random() * 700, who()];
  for (const began = Date.now(); !(await seen?.()) && Date.now() - began < 60_000;) await sleep(2);
  await sleep(delay);
  await kill9(launched.child.pid, dataDir, killed);
  return `${Math.round(delay)} ms after ${step}, ${killed}`;
}

const names = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
const logged = ({ log }: Launched, words: string): Promise<boolean> =>
  Promise.resolve(log.some((line) => line.includes(words)));

/** A folder of its own for one kill: it starts again, with exactly what was in it, and takes an upload. */
async function aside(dataDir: string, batches: number): Promise<string> {
  const at = await killStart(dataDir);
  const started = await startEngine({ dataDir, env: env() });
  const id = await upload(started.url, await shopBatch(batches));
  expect(await ended(started.url, id)).toMatchObject({ state: 'done' });
  await inspect(dataDir, batches + 1);
  await started.stop();
  await rm(dataDir, { recursive: true });
  return at;
}

it(
  'every folder starts again, with exact counts and everything that was acknowledged',
  { timeout: 7_200_000 },
  async () => {
    const kills = Array.from({ length: times }, () => plan)
      .flat()
      .map((phase) => ({ phase, order: random() }))
      .sort((a, b) => a.order - b.order);
    for (const [n, { phase }] of kills.entries()) {
      let at: string;
      if (phase === 'first start') at = await aside(join(scratch, `first-${n}`), 0);
      else if (phase === 'upgrade') {
        const copy = join(scratch, `upgrade-${n}`);
        // Keeps owners: the database server's files belong to its own user.
        await promisify(execFile)('cp', ['-a', former, copy]);
        at = await aside(copy, formerBatches);
      } else {
        await doing[phase]();
        const killed = who();
        await kill9(engine.pid, shop, killed);
        engine = await startEngine({ dataDir: shop, env: env() });
        const states = await Promise.all(acknowledged.map((id) => progress(engine.url, id)));
        at = `${killed}; uploads ${states.filter(({ state: now }) => now === 'done').length}/${states.length} done`;
      }
      console.log(`kill ${n + 1}: ${phase}, ${at}`);
    }
    for (const id of acknowledged)
      expect(await ended(engine.url, id)).toMatchObject({ state: 'done', counts: { read: batchRows } });
    const { standby } = await state(engine.url);
    if (standby)
      await expect
        .poll(async () => (await state(engine.url)).standby?.ready, { timeout: 300_000 })
        .toBe(true);
    const fitted = async (): Promise<string[]> =>
      (await call<DictionariesAnswer>(engine.url, '/v1/dictionaries')).body.dictionaries
        .map(({ state: now, problem }) => `${now} ${problem ?? ''}`.trim())
        .filter((now) => now === 'fitting' || now.startsWith('failed'));
    await expect.poll(fitted, { timeout: 300_000 }).toEqual([]);
    await inspect(shop, acknowledged.length);
    const answer = await call(engine.url, '/v1/recommendations', { query: { text: 'product number 7' } });
    expect(answer.status).toBe(200);

    // The end of a process writes down what the index knows, while there is a database.
    await uploaded();
    await ended(engine.url, acknowledged.at(-1) ?? '');
    const { log } = engine;
    await engine.stop();
    expect(engine.exitCode()).toBe(0);
    expect(log.join('\n')).toContain('wrote a snapshot of the index');
    expect(log.join('\n')).not.toContain('following the changes of vectors failed');
    engine = await startEngine({ dataDir: shop, env: env() });
    expect(engine.log.join('\n')).toContain(`"fromSnapshot":${acknowledged.length * batchAccepted},`);
  },
);
