import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  ActivatedAnswer,
  DictionariesAnswer,
  DictionaryAnswer,
} from '../../libs/serving/src/dictionaries-contract.js';
import { call, recommend, sums } from '../support/ask.js';
import { startSeededEngine } from '../support/seeded-engine.js';
import type { Engine } from '../support/start-engine.js';

describe('the trained dictionary that is shipped', () => {
  let engine: Engine;
  const list = async (): Promise<DictionariesAnswer> =>
    (await call<DictionariesAnswer>(engine.url, '/v1/dictionaries')).body;
  const of = async (origin: string): Promise<DictionaryAnswer> => {
    const found = (await list()).dictionaries.find((version) => version.origin === origin);
    if (!found) throw new Error(`no dictionary of origin ${origin}`);
    return found;
  };
  const activate = async (origin: string): Promise<void> => {
    const { id, dictionary } = await of(origin);
    const reply = await call<ActivatedAnswer>(engine.url, `/v1/dictionaries/${id}/activate`, {});
    expect(reply.status).toBe(200);
    const began = Date.now();
    while ((await list()).answering !== dictionary) {
      if (Date.now() - began > 120_000) throw new Error(`${dictionary} does not answer`);
      await sleep(300);
    }
  };
  const slate = async (): Promise<{ ids: string[]; trained: boolean }> => {
    const answer = await recommend(engine.url, {
      query: { text: 'red ceramic mug' },
      limit: 10,
      explain: 'expert',
    });
    for (const result of answer.results) {
      expect(Math.abs(sums(result).parts - result.score)).toBeLessThan(1e-5);
      expect(Math.abs(sums(result).neurons - result.score)).toBeLessThan(1e-5);
    }
    const { body } = await call<{ dictionary: string }>(engine.url, '/v1/neurons/fire', { text: 'red mug' });
    return {
      ids: answer.results.map(({ product }) => product.id),
      trained: body.dictionary.startsWith('trained/'),
    };
  };

  beforeAll(async () => {
    engine = await startSeededEngine();
  }, 400_000);
  afterAll(() => engine.stop());

  it('serves from the first start, and the words wait', async () => {
    const shipped = await of('shipped');
    expect(shipped).toMatchObject({
      state: 'active',
      dictionary: expect.stringMatching(/^trained\//) as string,
    });
    expect(shipped.named).toBeGreaterThan(150);
    expect(await of('words')).toMatchObject({ state: 'standby' });
    expect((await slate()).trained).toBe(true);
  });

  it(
    'gives way to the words when they are activated, which explain the same slate exactly, and comes back',
    { timeout: 400_000 },
    async () => {
      const before = await slate();
      await activate('words');
      const after = await slate();
      expect(after).toEqual({ ids: before.ids, trained: false });
      await activate('shipped');
      expect(await slate()).toEqual(before);
    },
  );
});
