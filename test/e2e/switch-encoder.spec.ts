import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EncodersAnswer, ReportAnswer } from '../../libs/serving/src/contract.js';
import { call, type Problem } from '../support/ask.js';
import {
  catalogue,
  dropStandby,
  encodersOf,
  first,
  post,
  ready,
  requests,
  second,
  state,
} from '../support/encoder-switch.js';
import { modelsFolder } from '../support/models-folder.js';
import { asked, queryLoop, type Answered } from '../support/query-loop.js';
import { startEngine, type Engine } from '../support/start-engine.js';
import { ended, upload } from '../support/upload-client.js';

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
    ['standby', 'no model', {}, 400, 'model'],
    ['standby', 'a path', { model: '../concella-small' }, 400, 'model'],
    ['standby', 'a number', { model: 5 }, 400, 'model'],
    ['standby', 'a field too many', { model: second, force: true }, 400, ''],
    ['standby', 'an unknown model', { model: 'unknown' }, 400, 'model'],
    ['standby', 'the one that serves', { model: first }, 400, 'model'],
    ['standby', 'the one that serves under another name', { model: 'concella-again' }, 400, 'model'],
    ['standby', 'a wrong checksum', { model: 'altered' }, 400, 'model'],
    ['standby', 'a missing file', { model: 'incomplete' }, 400, 'model'],
    ['standby', 'a manifest that is no JSON', { model: 'no-json' }, 400, 'model'],
    ['standby', 'a file that is no graph', { model: 'no-graph' }, 400, 'model'],
    ['switch', 'no standby', { to: second }, 400, 'to'],
    ['switch', 'nothing', {}, 400, 'to'],
    ['rollback', 'nothing to roll back to', {}, 409, ''],
    ['standby/report', 'no standby', {}, 404, ''],
    ['standby/report', 'too large a sample', { sample: 301 }, 400, 'sample'],
    ['standby/report', 'an empty query', { queries: [{ text: ' ' }] }, 400, 'queries.0.text'],
  ])('%s is refused for %s', async (path, _, body, status, field) => {
    const reply = await post<Problem>(engine.url, path, body);
    expect([reply.status, reply.body.detail]).toEqual([status, expect.any(String)]);
    expect(reply.type).toContain('application/problem+json');
    if (status === 400) expect(reply.body.errors?.[0]?.fix).toBeTruthy();
    if (field) expect(reply.body.errors?.[0]?.field).toBe(field);
    expect((await state(engine.url)).standby).toBeNull();
  });

  it(
    'is encoded, compared, switched to and rolled back from while customers ask',
    { timeout: 600_000 },
    async () => {
      expect((await dropStandby(engine.url)).status).toBe(404);
      const slates = (): Promise<Answered[]> =>
        Promise.all(requests.map((_, query) => asked(engine.url, requests, query)));
      const before = await slates();
      const loop = queryLoop(engine.url, requests);

      const proposed = await post<EncodersAnswer>(engine.url, 'standby', { model: second });
      expect(proposed.status).toBe(202);
      expect(proposed.body).toMatchObject({
        serving: { name: first },
        standby: { name: second, servedUntil: null, counts: { products: count } },
      });
      expect((await post(engine.url, 'standby', { model: second })).status).toBe(409);
      if (!proposed.body.standby?.ready)
        expect((await post(engine.url, 'switch', { to: second })).status).toBe(409);
      await ready(engine.url);
      expect((await state(engine.url)).standby?.counts).toEqual({
        products: count,
        encoded: count,
        indexed: count,
      });
      expect((await post(engine.url, 'rollback', {})).status).toBe(409);

      const given = { text: 'red mug', right: ['p-0'] };
      const report = await post<ReportAnswer>(engine.url, 'standby/report', {
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
        standby: { name: first, ready: true },
      });
      expect(switched.body.standby?.servedUntil).not.toBeNull();
      const between = await slates();
      expect(new Set(between.map(({ model }) => model))).toEqual(new Set(['tiny-clip@1']));
      // Asked again, nothing changes.
      expect((await post<EncodersAnswer>(engine.url, 'switch', { to: second })).body.serving.name).toBe(
        second,
      );
      const fired = await call<{ model: string }>(engine.url, '/v1/neurons/fire', { text: 'red' });
      expect(fired.body.model).toBe('tiny-clip@1');

      const back = await post<EncodersAnswer>(engine.url, 'rollback', {});
      expect(back.body).toMatchObject({ serving: { name: first }, standby: { name: second } });
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
      expect((await state(engine.url)).standby?.counts).toEqual({
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
    expect((await dropStandby(engine.url)).status).toBe(204);
    expect((await state(engine.url)).standby).toBeNull();
    expect((await post(engine.url, 'switch', { to: second })).status).toBe(400);
    expect((await asked(engine.url, requests, 0)).status).toBe(200);
    // It can be the standby again.
    expect((await post(engine.url, 'standby', { model: second })).status).toBe(202);
    await ready(engine.url);
  });
});

function checkReport(report: ReportAnswer): void {
  expect(report.queries).toBeGreaterThan(20);
  expect(report.changed).toBe(report.changes.length);
  expect(report.groups.map(({ group }) => group)).toEqual(['given', 'titles', 'attributes']);
  for (const { overlapAt10, serving, standby } of report.changes) {
    const shared = serving.filter((id) => standby.includes(id)).length;
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
  expect(titles?.rightInTen?.serving.mean).toBeGreaterThanOrEqual(titles?.rightInTen?.standby.mean ?? 1);
  expect(report.titleToPicture?.gallery).toBeGreaterThanOrEqual(report.titleToPicture?.queries ?? Infinity);
}
