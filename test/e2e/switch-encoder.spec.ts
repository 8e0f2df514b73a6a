import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger, dataSourceOptions, startEmbeddedServer, type EmbeddedServer } from '#platform';
import { DataSource } from 'typeorm';
import type { EncodersAnswer, ReportAnswer } from '../../libs/switching/src/contract.js';
import { call, type Problem, type Reply } from '../support/ask.js';
import { modelsFolder } from '../support/models-folder.js';
import { asked, queryLoop, type Answered } from '../support/query-loop.js';
import { startEngine, type Engine } from '../support/start-engine.js';
import { ended, upload, zip } from '../support/upload-client.js';

const first = 'concella-small';
const second = 'tiny-clip';
const colours = ['red', 'blue', 'green', 'yellow', 'black', 'white', 'purple', 'orange'];
const kinds = ['mug', 'lamp', 'chair', 'backpack', 'cushion', 'bowl', 'scarf', 'kettle'];

/** Products of every colour and kind, each with a title of its own; every fourth has a picture. */
async function catalogue(count: number): Promise<{ products: string; pictures: Buffer }> {
  const pictures: Record<string, Buffer> = {};
  const rows = await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const colour = colours[n % 8] ?? '';
      const kind = kinds[(n >> 3) % 8] ?? '';
      if (n % 4 === 0)
        pictures[`p-${n}.png`] = await sharp({
          create: {
            width: 64,
            height: 64,
            channels: 3,
            background: { r: (n * 37) % 256, g: n % 256, b: 90 },
          },
        })
          .png()
          .toBuffer();
      return JSON.stringify({
        id: `p-${n}`,
        title: `${colour} ${kind} ${n}`,
        category: ['Home', kind],
        attributes: { colour },
        pictures: n % 4 === 0 ? [`p-${n}.png`] : [],
      });
    }),
  );
  return { products: rows.join('\n'), pictures: await zip(pictures) };
}

const requests = [
  { query: { text: 'red mug' }, limit: 10, explain: 'expert' },
  { query: { text: 'a lamp for the desk' }, limit: 10, explain: 'shopper' },
  { query: { text: 'blue', like: ['p-3'] }, limit: 10, explain: 'merchant' },
  { query: { like: ['p-0'], unlike: ['p-8'] }, limit: 10, explain: 'none' },
];

const state = async (url: string): Promise<EncodersAnswer> => {
  const { status, body } = await call<EncodersAnswer>(url, '/v1/encoders');
  expect(status).toBe(200);
  return body;
};
const post = <T>(url: string, path: string, body: object): Promise<Reply<T>> =>
  call<T>(url, `/v1/encoders/${path}`, body);
const dropCandidate = (url: string): Promise<Response> =>
  fetch(`${url}/v1/encoders/candidate`, { method: 'DELETE' });
const ready = async (url: string): Promise<void> => {
  await expect
    .poll(async () => (await state(url)).candidate?.ready, { timeout: 300_000, interval: 200 })
    .toBe(true);
};
const answering = (url: string, model: string): Promise<void> =>
  expect.poll(async () => (await state(url)).answering.model, { timeout: 60_000 }).toBe(model);

/** Which encoders answered; fails on an answer that failed or names parts of two. */
function encodersOf(answers: readonly Answered[]): Set<string> {
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  const stacks = new Set(
    answers.map(({ model, generation, dictionary }) => [model, generation, dictionary].join()),
  );
  const models = new Set(answers.map(({ model }) => model));
  expect(stacks.size).toBe(models.size);
  for (const { model, dictionary } of answers) expect(dictionary).toContain(model);
  return models;
}

describe('an encoder beside the one that serves', () => {
  let engine: Engine;
  let dataDir: string;
  let models: string;
  const count = 64;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'concella-switch-'));
    models = await modelsFolder();
    engine = await startEngine({ dataDir, env: { MODELS_DIR: models } });
    const uploaded = await ended(engine.url, await upload(engine.url, await catalogue(count)));
    expect(uploaded).toMatchObject({ state: 'done', counts: { accepted: count, indexed: count } });
  });

  afterAll(async () => {
    await engine.stop();
    await rm(dataDir, { recursive: true, force: true });
    await rm(models, { recursive: true });
  });

  it.each<[string, string, object, number, string]>([
    ['candidate', 'no model', {}, 400, 'model'],
    ['candidate', 'a path', { model: '../concella-small' }, 400, 'model'],
    ['candidate', 'a number', { model: 5 }, 400, 'model'],
    ['candidate', 'a field too many', { model: second, force: true }, 400, ''],
    ['candidate', 'an unknown model', { model: 'unknown' }, 400, 'model'],
    ['candidate', 'the one that serves', { model: first }, 400, 'model'],
    ['candidate', 'the one that serves under another name', { model: 'concella-again' }, 400, 'model'],
    ['candidate', 'a wrong checksum', { model: 'altered' }, 400, 'model'],
    ['candidate', 'a missing file', { model: 'incomplete' }, 400, 'model'],
    ['candidate', 'a manifest that is no JSON', { model: 'no-json' }, 400, 'model'],
    ['candidate', 'a file that is no graph', { model: 'no-graph' }, 400, 'model'],
    ['switch', 'no candidate', { to: second }, 400, 'to'],
    ['switch', 'nothing', {}, 400, 'to'],
    ['rollback', 'nothing to roll back to', {}, 409, ''],
    ['candidate/report', 'no candidate', {}, 404, ''],
    ['candidate/report', 'too large a sample', { sample: 301 }, 400, 'sample'],
    ['candidate/report', 'an empty query', { queries: [{ text: ' ' }] }, 400, 'queries.0.text'],
  ])('%s is refused for %s', async (path, _, body, status, field) => {
    const reply = await post<Problem>(engine.url, path, body);
    expect([reply.status, reply.body.detail]).toEqual([status, expect.any(String)]);
    expect(reply.type).toContain('application/problem+json');
    if (status === 400) expect(reply.body.errors?.[0]?.fix).toBeTruthy();
    if (field) expect(reply.body.errors?.[0]?.field).toBe(field);
    expect((await state(engine.url)).candidate).toBeNull();
  });

  it(
    'is encoded, compared, switched to and rolled back from while customers ask',
    { timeout: 600_000 },
    async () => {
      expect((await dropCandidate(engine.url)).status).toBe(404);
      const slates = (): Promise<Answered[]> =>
        Promise.all(requests.map((_, query) => asked(engine.url, requests, query)));
      const before = await slates();
      const loop = queryLoop(engine.url, requests);

      const proposed = await post<EncodersAnswer>(engine.url, 'candidate', { model: second });
      expect(proposed.status).toBe(202);
      expect(proposed.body).toMatchObject({
        serving: { name: first },
        candidate: { name: second, servedUntil: null, counts: { products: count } },
      });
      expect((await post(engine.url, 'candidate', { model: second })).status).toBe(409);
      if (!proposed.body.candidate?.ready)
        expect((await post(engine.url, 'switch', { to: second })).status).toBe(409);
      await ready(engine.url);
      expect((await state(engine.url)).candidate?.counts).toEqual({
        products: count,
        encoded: count,
        indexed: count,
      });
      expect((await post(engine.url, 'rollback', {})).status).toBe(409);

      const given = { text: 'red mug', right: ['p-0'] };
      const report = await post<ReportAnswer>(engine.url, 'candidate/report', {
        sample: 20,
        queries: [given],
      });
      expect(report.status).toBe(200);
      checkReport(report.body);

      const switched = await post<EncodersAnswer>(engine.url, 'switch', { to: second });
      expect(switched.status).toBe(200);
      expect(switched.body).toMatchObject({
        serving: { name: second },
        answering: { model: 'tiny-clip@1' },
        candidate: { name: first, ready: true },
      });
      expect(switched.body.candidate?.servedUntil).not.toBeNull();
      const between = await slates();
      expect(new Set(between.map(({ model }) => model))).toEqual(new Set(['tiny-clip@1']));
      // Asked again, nothing changes.
      expect((await post<EncodersAnswer>(engine.url, 'switch', { to: second })).body.serving.name).toBe(
        second,
      );
      const fired = await call<{ model: string }>(engine.url, '/v1/neurons/fire', { text: 'red' });
      expect(fired.body.model).toBe('tiny-clip@1');

      const back = await post<EncodersAnswer>(engine.url, 'rollback', {});
      expect(back.body).toMatchObject({ serving: { name: first }, candidate: { name: second } });
      const after = await slates();
      expect(after).toEqual(before);
      const answers = await loop.stop();
      expect(encodersOf([...answers, ...between])).toEqual(new Set([before[0]?.model, 'tiny-clip@1']));
      // The catalogue stood still, so every answer is wholly the one encoder's or wholly the other's.
      const expected = [...before, ...between].map((answer) => JSON.stringify(answer));
      for (const answer of answers) expect(expected).toContain(JSON.stringify(answer));
    },
  );

  it(
    'learns of new, changed and deleted products: switching and going back lose nothing',
    { timeout: 180_000 },
    async () => {
      const body = [
        { id: 'new', title: 'turquoise octopus nightlight' },
        { id: 'p-1', title: 'changed into an accordion' },
      ].map((row) => JSON.stringify(row));
      await ended(engine.url, await upload(engine.url, { products: body.join('\n') }));
      await fetch(`${engine.url}/v1/catalogue/products/p-2`, { method: 'DELETE' });
      await ready(engine.url);
      expect((await state(engine.url)).candidate?.counts).toEqual({
        products: count,
        encoded: count,
        indexed: count,
      });
      for (const [path, name] of [
        ['switch', second],
        ['rollback', first],
      ] as const) {
        const moved = await post<EncodersAnswer>(engine.url, path, path === 'switch' ? { to: second } : {});
        expect(moved.body.serving.name).toBe(name);
        for (const [text, id] of [
          ['turquoise octopus nightlight', 'new'],
          ['changed into an accordion', 'p-1'],
        ] as const) {
          const found = await asked(engine.url, [{ query: { text }, limit: 3, explain: 'none' }], 0);
          expect(found.slate).toContain(`"${id}"`);
        }
        const all = await asked(engine.url, [{ query: { text: 'mug' }, limit: 100, explain: 'none' }], 0);
        expect(all.slate).not.toContain('"p-2"');
      }
      const again = await ended(engine.url, await upload(engine.url, { products: body.join('\n') }));
      expect(again).toMatchObject({ state: 'done', counts: { accepted: 2, indexed: 2 } });
    },
  );

  it('is kept over a restart, and gone once it is dropped', { timeout: 600_000 }, async () => {
    await engine.kill9();
    engine = await startEngine({ dataDir, env: { MODELS_DIR: models } });
    await ready(engine.url);
    expect((await post<EncodersAnswer>(engine.url, 'switch', { to: second })).status).toBe(200);
    await engine.kill9();
    engine = await startEngine({ dataDir, env: { MODELS_DIR: models, MODEL: first } });
    expect(await state(engine.url)).toMatchObject({
      serving: { name: second },
      answering: { model: 'tiny-clip@1' },
    });
    await ready(engine.url);
    expect((await post<EncodersAnswer>(engine.url, 'rollback', {})).body.serving.name).toBe(first);
    expect((await dropCandidate(engine.url)).status).toBe(204);
    expect((await state(engine.url)).candidate).toBeNull();
    expect((await post(engine.url, 'switch', { to: second })).status).toBe(400);
    expect((await asked(engine.url, requests, 0)).status).toBe(200);
    // It can be the candidate again.
    expect((await post(engine.url, 'candidate', { model: second })).status).toBe(202);
    await ready(engine.url);
  });
});

function checkReport(report: ReportAnswer): void {
  expect(report.queries).toBeGreaterThan(20);
  expect(report.changed).toBe(report.changes.length);
  expect(report.groups.map(({ group }) => group)).toEqual(['given', 'titles', 'attributes']);
  for (const { overlapAt10, serving, candidate } of report.changes) {
    const shared = serving.filter((id) => candidate.includes(id)).length;
    expect(overlapAt10).toBeCloseTo(shared / serving.length, 9);
  }
  // Slates that did not change overlap wholly.
  const sum = report.changes.reduce(
    (total, { overlapAt10 }) => total + overlapAt10,
    report.queries - report.changed,
  );
  expect(report.overlapAt10.mean).toBeCloseTo(sum / report.queries, 9);
  const titles = report.groups.find(({ group }) => group === 'titles');
  expect(titles?.judged).toBe(titles?.queries);
  // Random weights find by words only.
  expect(titles?.rightInTen?.serving.mean).toBeGreaterThanOrEqual(titles?.rightInTen?.candidate.mean ?? 1);
  expect(report.titleToPicture?.gallery).toBeGreaterThanOrEqual(report.titleToPicture?.queries ?? Infinity);
}

describe('with processes that answer and processes that work', () => {
  const count = 400;
  let folder: string;
  let models: string;
  let server: EmbeddedServer;
  let database: DataSource;
  let env: Record<string, string>;
  const engines: Engine[] = [];

  const process = async (role: 'api' | 'worker', name: string): Promise<Engine> => {
    const engine = await startEngine({ dataDir: join(folder, name), env: { ...env, ROLE: role } });
    engines.push(engine);
    return engine;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'concella-switch-'));
    await chmod(folder, 0o755);
    models = await modelsFolder();
    server = await startEmbeddedServer(folder, createLogger('error'));
    database = await new DataSource(dataSourceOptions(server.url)).initialize();
    env = { DATABASE_URL: server.url, STORAGE_DIR: join(folder, 'storage'), MODELS_DIR: models };
  });

  afterAll(async () => {
    await Promise.all(engines.map((engine) => engine.stop()));
    await database.destroy();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
    await rm(models, { recursive: true });
  });

  it(
    'a worker that is killed in the middle leaves the old one serving; another one ends the work exactly',
    { timeout: 900_000 },
    async () => {
      const [api, other, worker] = await Promise.all([
        process('api', 'api-1'),
        process('api', 'api-2'),
        process('worker', 'worker-1'),
      ]);
      const uploaded = await ended(api.url, await upload(api.url, await catalogue(count)));
      expect(uploaded).toMatchObject({ state: 'done', counts: { indexed: count } });
      const loops = [api, other].map(({ url }) => queryLoop(url, requests));

      expect((await post(api.url, 'candidate', { model: second })).status).toBe(202);
      const encoded = async (): Promise<number> => (await state(api.url)).candidate?.counts.encoded ?? 0;
      await expect.poll(encoded, { timeout: 300_000, interval: 20 }).toBeGreaterThan(0);
      await worker.kill9();
      const left = await encoded();
      expect(left).toBeLessThan(count);
      const refused = await post<Problem>(api.url, 'switch', { to: second });
      expect(refused.status).toBe(409);
      expect((await state(api.url)).serving.name).toBe(first);

      await process('worker', 'worker-2');
      await ready(api.url);
      await ready(other.url);
      expect((await state(api.url)).candidate?.counts).toEqual({
        products: count,
        encoded: count,
        indexed: count,
      });
      const [rows]: Record<string, string>[] = await database.query(
        `select count(*) as rows, count(distinct product_id) as products, count(distinct seq) as places,
           (select count(*) from (select distinct content_hash, text is null from atom) as a) as contents,
           (select count(*) from vector v where v.model like 'tiny-clip@1/%'
              and exists (select 1 from atom a where a.content_hash = v.content_hash)) as vectors
         from channel_vector where model = 'tiny-clip@1' and not deleted`,
      );
      expect(rows).toMatchObject({ rows: String(count), products: String(count), places: String(count) });
      expect(rows?.['vectors']).toBe(rows?.['contents']);

      // One process is told; the others follow the table.
      expect((await post<EncodersAnswer>(other.url, 'switch', { to: second })).body.serving.name).toBe(
        second,
      );
      await answering(api.url, 'tiny-clip@1');
      expect((await post<EncodersAnswer>(api.url, 'rollback', {})).body.serving.name).toBe(first);
      await answering(other.url, 'concella-small@2');
      const answers = (await Promise.all(loops.map((loop) => loop.stop()))).flat();
      expect(encodersOf(answers)).toEqual(new Set(['concella-small@2', 'tiny-clip@1']));
      const [generations]: { serving: string }[] = await database.query(
        `select string_agg(model, ',') as serving from generation where state = 'serving'`,
      );
      expect(generations?.serving).toBe('concella-small@2');

      expect((await dropCandidate(api.url)).status).toBe(204);
      const forgotten = async (): Promise<unknown> => {
        const [left]: Record<string, string>[] = await database.query(
          `select (select count(*) from vector where model like 'tiny-clip@%') as vectors,
             (select count(*) from channel_vector where model = 'tiny-clip@1') as channels,
             (select count(*) from activation where dictionary like '%tiny-clip@1') as codes`,
        );
        return left;
      };
      await expect.poll(forgotten, { timeout: 60_000 }).toEqual({ vectors: '0', channels: '0', codes: '0' });
    },
  );
});
