import { mkdtemp, rm, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CorrectionAnswer, NeuronAnswer } from '../../libs/neurons/src/contract.js';
import type {
  ActivatedAnswer,
  DictionariesAnswer,
  DictionaryAnswer,
} from '../../libs/serving/src/dictionaries-contract.js';
import { call, recommend, sums, type Problem } from '../support/ask.js';
import { modelsWithDictionary, smallUnits } from '../support/small-dictionary.js';
import { startEngine, type Engine } from '../support/start-engine.js';

/** Many small steps: the seed catalogue has a thousand pairs. */
const small = { epochs: 120, batch: 64 };
const limit = { timeout: 900_000 };

describe('a dictionary fitted on the catalogue', () => {
  let engine: Engine;
  let dataDir: string;
  let models: string;
  let shipped: string;
  let fitted: DictionaryAnswer;

  const start = (): Promise<Engine> =>
    startEngine({ env: { SEED_CATALOGUE: 'on', MODELS_DIR: models }, dataDir, timeoutMs: 300_000 });
  const list = async (): Promise<DictionariesAnswer> =>
    (await call<DictionariesAnswer>(engine.url, '/v1/dictionaries')).body;
  const until = async <T>(what: () => Promise<T | undefined>): Promise<T> => {
    const began = Date.now();
    while (Date.now() - began < 600_000) {
      const found = await what();
      if (found !== undefined) return found;
      await sleep(500);
    }
    throw new Error(`waited too long:\n${engine.log.slice(-20).join('\n')}`);
  };
  /** Asks for explained products; every sum is checked. */
  const explained = async (dictionary: string): Promise<number[]> => {
    const answer = await recommend(engine.url, {
      query: { text: 'red ceramic mug' },
      limit: 10,
      explain: 'expert',
    });
    expect(answer.results.length).toBeGreaterThan(0);
    for (const result of answer.results) {
      expect(Math.abs(sums(result).parts - result.score)).toBeLessThan(1e-5);
      expect(Math.abs(sums(result).neurons - result.score)).toBeLessThan(1e-5);
    }
    const fired = await call<{ dictionary: string }>(engine.url, '/v1/neurons/fire', { text: 'red mug' });
    expect(fired.body.dictionary).toBe(dictionary);
    return answer.query.neurons.map(({ id }) => id);
  };
  const answering = (dictionary: string): Promise<true> =>
    until(async () => ((await list()).answering === dictionary ? true : undefined));

  beforeAll(async () => {
    const made = await modelsWithDictionary();
    models = made.folder;
    shipped = made.manifest.id;
    dataDir = await mkdtemp(join(tmpdir(), 'concella-dictionaries-'));
    await chmod(dataDir, 0o755);
    engine = await start();
  }, 400_000);
  afterAll(async () => {
    await engine.stop();
    await rm(dataDir, { recursive: true, force: true });
    await rm(models, { recursive: true, force: true });
  });

  it('is not there at first: the one of the encoder serves', limit, async () => {
    const { dictionaries, answering: now } = await list();
    expect(now).toBe(shipped);
    expect(dictionaries.toSorted((a, b) => (a.origin < b.origin ? -1 : 1))).toMatchObject([
      { origin: 'shipped', state: 'active', units: smallUnits, named: 4 },
      { origin: 'words', state: 'standby' },
    ]);
    await explained(shipped);
  });

  it.each([
    [{ units: 8 }, 400],
    [{ units: 'many' }, 400],
    [{ steps: 4 }, 400],
    [{ units: 16_000 }, 422],
  ])('is refused for %j', async (body, status) => {
    const reply = await call<Problem>(engine.url, '/v1/dictionaries', body);
    expect([reply.status, reply.body.errors?.[0]?.fix]).toEqual([status, expect.any(String)]);
    if (status === 422) expect(reply.body.detail).toContain('needs 32000 pairs');
    const none = '00000000-0000-4000-8000-000000000000';
    expect((await call(engine.url, `/v1/dictionaries/${none}`)).status).toBe(404);
    expect((await call(engine.url, `/v1/dictionaries/${none}/activate`, {})).status).toBe(404);
  });

  it(
    'is fitted while the old one serves, a killed process goes on, and it passes its gates',
    limit,
    async () => {
      const begun = await call<DictionaryAnswer>(engine.url, '/v1/dictionaries', small);
      expect([begun.status, begun.body.state]).toEqual([202, 'fitting']);
      expect((await call(engine.url, '/v1/dictionaries', small)).status).toBe(409);
      const { id } = begun.body;
      expect((await call(engine.url, `/v1/dictionaries/${id}/activate`, {})).status).toBe(409);
      await sleep(2_000);
      await engine.kill9();
      engine = await start();
      await explained(shipped);
      fitted = await until(async () => {
        const { body } = await call<DictionaryAnswer>(engine.url, `/v1/dictionaries/${id}`);
        return body.state === 'fitting' ? undefined : body;
      });
      expect(fitted, JSON.stringify(fitted)).toMatchObject({
        state: 'standby',
        problem: null,
      });
      // Units that fire for nothing are left out.
      expect(fitted.units).toBeGreaterThan(smallUnits / 2);
      expect(fitted.units).toBeLessThanOrEqual(smallUnits);
      expect(fitted.dictionary).not.toBe(shipped);
      for (const { passed, measured, target, served } of fitted.gates ?? [])
        expect(passed).toBe(measured >= Math.min(target, served));
      const variance = fitted.gates?.find(({ gate }) => gate.startsWith('explained variance, words'));
      expect(variance?.measured).toBeGreaterThan(variance?.served ?? 1);
      expect((await list()).answering).toBe(shipped);
    },
  );

  it(
    'becomes active, explains, tells what of the corrections went along, and is rolled back',
    limit,
    async () => {
      const [neuron = 0] = await explained(shipped);
      const named = await call<CorrectionAnswer>(
        engine.url,
        `/v1/neurons/${neuron}/name`,
        { name: 'kitchenware', author: 'Ann' },
        {},
        'PUT',
      );
      expect(named.status).toBe(200);
      const activated = await call<ActivatedAnswer>(engine.url, `/v1/dictionaries/${fitted.id}/activate`, {});
      expect([activated.status, activated.body.state]).toEqual([200, 'active']);
      const { carried = 0, lost = [] } = activated.body.corrections ?? {};
      expect(carried + lost.length).toBe(1);
      await answering(fitted.dictionary ?? '');
      await explained(fitted.dictionary ?? '');
      expect((await call(engine.url, `/v1/dictionaries/${fitted.id}/activate`, {})).status).toBe(409);

      const old = `/v1/neurons/${neuron}?dictionary=${encodeURIComponent(shipped)}`;
      const page = await call<NeuronAnswer>(engine.url, old);
      expect(page.body).toMatchObject({ dictionary: shipped, name: 'kitchenware' });
      expect((await call(engine.url, '/v1/neurons/0?dictionary=unknown')).status).toBe(404);

      await engine.stop();
      engine = await start();
      expect((await list()).answering).toBe(fitted.dictionary);
      const former = (await list()).dictionaries.find(({ origin }) => origin === 'shipped');
      const back = await call<ActivatedAnswer>(engine.url, `/v1/dictionaries/${former?.id}/activate`, {});
      expect(back.status).toBe(200);
      await answering(shipped);
      await explained(shipped);
      expect((await list()).dictionaries.map(({ state }) => state).sort()).toEqual([
        'active',
        'retired',
        'standby',
      ]);
    },
  );
});

describe('a dictionary of other means than the encoder', () => {
  it('is not served: the dictionary of words is, and the log says why', limit, async () => {
    const { folder, manifest } = await modelsWithDictionary('other means');
    const engine = await startEngine({ env: { MODELS_DIR: folder }, timeoutMs: 300_000 });
    const { body } = await call<DictionariesAnswer>(engine.url, '/v1/dictionaries');
    expect(body.dictionaries).toMatchObject([{ origin: 'words', state: 'active' }]);
    expect(body.answering).not.toBe(manifest.id);
    expect(engine.log.join('\n')).toContain('of another encoder or other means');
    const few = await call<Problem>(engine.url, '/v1/dictionaries', {});
    expect([few.status, few.body.type]).toEqual([422, 'urn:concella:problem:too-few-pairs']);
    await engine.stop();
    await rm(folder, { recursive: true });
  });
});
