import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatisticsAnswer } from '../../libs/microscope/src/contract.js';
import type { NeuronAnswer, NeuronsAnswer } from '../../libs/neurons/src/contract.js';
import type { AttributionAnswer } from '../../libs/explanation/src/attribution/contract.js';
import { call, type Problem } from '../support/ask.js';
import { startSeededEngine } from '../support/seeded-engine.js';
import type { Engine } from '../support/start-engine.js';
import { ended, upload } from '../support/upload-client.js';

describe('the microscope, on the seed shop', () => {
  let engine: Engine;
  /** Of the neurons on which picture and words agree best, the one that fires most on either; its statistics. */
  let id: number;
  let seen: StatisticsAnswer;

  const list = async (query: string): Promise<NeuronsAnswer> => {
    const { status, body } = await call<NeuronsAnswer>(engine.url, `/v1/neurons?${query}`);
    expect(status, JSON.stringify(body)).toBe(200);
    return body;
  };
  const statistics = async (neuron: number): Promise<StatisticsAnswer> => {
    const { status, body } = await call<StatisticsAnswer>(engine.url, `/v1/neurons/${neuron}/statistics`);
    expect(status, JSON.stringify(body)).toBe(200);
    return body;
  };

  beforeAll(async () => {
    engine = await startSeededEngine();
    const often = ({ fires }: NeuronsAnswer['neurons'][number]): number => Math.min(fires.image, fires.text);
    const agreeing = (await list('sort=agreement&named=yes&limit=50')).neurons;
    id = agreeing.toSorted((a, b) => often(b) - often(a))[0]?.id ?? -1;
    seen = await statistics(id);
  }, 300_000);
  afterAll(() => engine.stop());

  it('looks at the whole catalogue', () => {
    const { products, sampled } = seen.catalogue;
    expect(products).toBeGreaterThan(100);
    expect(sampled).toBe(products);
    expect(seen.image.atoms).toBeGreaterThanOrEqual(products);
    expect(seen.text.atoms).toBeGreaterThan(products);
  });

  it('gives a histogram and samples of every tenth, which hold each firing once', async () => {
    const often = (await list('sort=fires&limit=1')).neurons[0];
    for (const { image, text } of [seen, await statistics(often?.id ?? -1)])
      for (const firing of [image, text]) {
        expect(firing.share).toBeCloseTo(firing.fires / firing.atoms, 9);
        expect(firing.bins.reduce((sum, { count }) => sum + count, 0)).toBe(firing.fires);
        expect(firing.deciles.reduce((sum, { count }) => sum + count, 0)).toBe(firing.fires);
        if (firing.fires >= 10)
          expect(firing.deciles.map(({ decile }) => decile)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
        for (const { from, to, samples } of firing.deciles) {
          expect(samples.length).toBeGreaterThan(0);
          for (const { activation } of samples) {
            expect(activation).toBeGreaterThanOrEqual(from);
            expect(activation).toBeLessThanOrEqual(to);
          }
        }
      }
  });

  it('shows only what fires: the codes of its texts say the same', async () => {
    const texts = seen.text.deciles.flatMap(({ samples }) => samples).slice(0, 6);
    expect(texts.length).toBeGreaterThan(2);
    for (const { text, activation } of texts) {
      const { body } = await call<{ text: { neurons: { id: number; activation: number }[] } }>(
        engine.url,
        '/v1/neurons/fire',
        { text },
      );
      const fired = body.text.neurons.find((neuron) => neuron.id === id);
      expect(fired?.activation, text ?? '').toBeCloseTo(activation, 3);
    }
  });

  it('shows the top products with their pictures, and top texts with the words that carry them', async () => {
    const sums = seen.top.products.map(({ image, text }) => image + text);
    expect(sums.length).toBeGreaterThan(3);
    expect(sums).toEqual(sums.toSorted((a, b) => b - a));
    const picture = seen.top.products[0]?.picture;
    expect((await fetch(`${engine.url}/v1/pictures/${picture?.hash ?? ''}/320`)).status).toBe(200);
    const marked = [...seen.top.descriptions, ...seen.top.reviews];
    expect(marked.length).toBeGreaterThan(0);
    for (const { text, words, product } of marked) {
      expect(words.length).toBeGreaterThan(0);
      for (const { word, start, end } of words) expect(text?.slice(start, end)).toBe(word);
      const { body } = await call<AttributionAnswer>(
        engine.url,
        `/v1/explanations/evidence?productId=${product.id}&neuron=${id}&atoms=10`,
      );
      const same = [...body.descriptions, ...body.reviews].find((one) => one.text === text);
      expect(same?.words.map(({ word }) => word)).toEqual(words.map(({ word }) => word));
      words.forEach(({ effect }, at) => expect(same?.words[at]?.effect).toBeCloseTo(effect, 4));
    }
  });

  it('tells agreement, and the test of pairs or why there is none', async () => {
    const { either, both, share } = seen.agreement;
    expect(share).toBeCloseTo(both / either, 9);
    expect(seen.multimodal.pairs).toBe(seen.catalogue.products);
    const rare = (await list('sort=fires&limit=200&offset=0')).neurons.find(
      ({ fires }) => fires.image > 0 && fires.image < 20,
    );
    const { multimodal } = await statistics(rare?.id ?? -1);
    expect(multimodal).toMatchObject({ tested: false });
    if (!multimodal.tested) expect(multimodal.reason).toMatch(/the test needs 20 of each/);
  });

  it('lists neighbours by cosine, and queries that are known and fire it', async () => {
    for (const side of [seen.neighbours.image, seen.neighbours.text]) {
      expect(side.map(({ neuron }) => neuron.id)).not.toContain(id);
      const cosines = side.map(({ cosine }) => cosine);
      expect(cosines).toEqual(cosines.toSorted((a, b) => b - a));
    }
    for (const { text } of seen.queries) {
      const { body } = await call<{ text: { neurons: { id: number }[] } }>(engine.url, '/v1/neurons/fire', {
        text,
      });
      expect(body.text.neurons.map((neuron) => neuron.id)).toContain(id);
    }
  });

  it('says who named it and what speaks for that', async () => {
    const sure = (await list('sort=confidence&limit=50')).neurons;
    const pages = await Promise.all(
      sure.map((one) => call<NeuronAnswer>(engine.url, `/v1/neurons/${one.id}`)),
    );
    const found = pages.find(({ body }) => body.measured.evidence)?.body;
    expect(found?.namedBy).toEqual({ by: 'measured' });
    expect(found?.measured.evidence?.witnesses.length).toBeGreaterThan(0);
    expect(found?.measured.evidence?.image ?? found?.measured.evidence?.text).toMatchObject({
      auc: expect.any(Number) as number,
      positives: expect.any(Number) as number,
    });
  });

  it('sorts and filters the list, page by page', async () => {
    const all = await list('limit=1');
    const [named, unnamed] = [await list('named=yes&limit=1'), await list('named=no&limit=1')];
    expect(named.total + unnamed.total).toBe(all.total);
    const [first, second] = [
      await list('sort=fires&limit=20'),
      await list('sort=fires&limit=20&offset=20'),
    ].map(({ neurons }) => neurons.map(({ fires }) => fires.image + fires.text));
    const counts = [...(first ?? []), ...(second ?? [])];
    expect(counts).toHaveLength(40);
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    const { neurons } = await list('sort=confidence&limit=20');
    expect(neurons.map(({ confidence }) => confidence)).toEqual(
      neurons.map(({ confidence }) => confidence).toSorted((a, b) => b - a),
    );
  });

  it('answers the same again, follows the catalogue, and follows people’s names', async () => {
    expect(await statistics(id)).toEqual(seen);
    const neighbour = seen.neighbours.text[0]?.neuron.id ?? -1;
    const renamed = await call(
      engine.url,
      `/v1/neurons/${neighbour}/name`,
      { name: 'zebra cup', author: 'Ann' },
      {},
      'PUT',
    );
    expect(renamed.status).toBe(200);
    expect((await statistics(id)).neighbours.text[0]?.neuron.name).toBe('zebra cup');
    const [{ text } = { text: null }] = seen.text.deciles[0]?.samples ?? [];
    const row = { id: 'one-more', title: 'One more', description: text };
    const sent = await upload(engine.url, {
      products: { name: 'products.jsonl', contents: JSON.stringify(row) },
    });
    expect(await ended(engine.url, sent)).toMatchObject({ state: 'done', counts: { accepted: 1 } });
    // A survey is made anew at most every ten times as long as it takes: seconds on a busy machine.
    await expect
      .poll(async () => (await statistics(id)).catalogue.products, { timeout: 200_000, interval: 500 })
      .toBe(seen.catalogue.products + 1);
  }, 240_000);

  it.each([
    ['/v1/neurons/9999999/statistics', 404],
    ['/v1/neurons/-1/statistics', 400],
    ['/v1/neurons/red/statistics', 400],
    ['/v1/neurons/1/statistics?language=x', 400],
    ['/v1/neurons/1/statistics?colour=red', 400],
    ['/v1/neurons?sort=price', 400],
  ])('%s is refused with %i', async (path, status) => {
    const reply = await call<Problem>(engine.url, path);
    expect([reply.status, reply.type]).toEqual([status, expect.stringContaining('application/problem+json')]);
    expect(reply.body.errors?.[0]?.fix).toBeTruthy();
  });
});
