import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NeuronsAnswer } from '../../libs/neurons/src/contract.js';
import type { RecommendationAnswer } from '../../libs/recommendation/src/contract.js';
import type { Change, WhyNotAnswer } from '../../libs/recommendation/src/why-not/contract.js';
import { projectFolder } from '#platform';
import type { DialogueAnswer } from '../../libs/recommendation/src/dialogue/contract.js';
import { call, recommend, sums, type Problem } from '../support/ask.js';
import { startEngine, type Engine } from '../support/start-engine.js';
import { progress, upload } from '../support/upload-client.js';

describe('acting through neurons, on the seed shop', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine({ env: { SEED_CATALOGUE: 'on' } });
  });
  afterAll(() => engine.stop());

  const neuronNamed = async (name: string): Promise<number> => {
    const { body } = await call<NeuronsAnswer>(
      engine.url,
      `/v1/neurons?limit=200&search=${encodeURIComponent(name)}`,
    );
    const found = body.neurons.find((neuron) => neuron.name === name);
    if (!found) throw new Error(`no neuron is named ${name}`);
    return found.id;
  };

  describe('dials', () => {
    const steered = (text: string, neuron: number, weight: number): Promise<RecommendationAnswer> =>
      recommend(engine.url, {
        query: { text, steer: [{ neuron, weight }] },
        limit: 10,
        variants: 'all',
        explain: 'expert',
      });

    it('answer the more of a neuron the more it is turned up, over several neurons and queries', async () => {
      for (const name of ['red', 'blue', 'black', 'striped', 'leather']) {
        const neuron = await neuronNamed(name);
        for (const text of ['a mug', 'something for the living room']) {
          const plain = await recommend(engine.url, { query: { text }, limit: 1, explain: 'expert' });
          const asked = plain.query.neurons.find(({ id }) => id === neuron)?.activation ?? 0;
          const responses: number[] = [];
          for (const weight of [-2, -1, -0.5, -0.1, 0.1, 0.5, 1, 2]) {
            const { results } = await steered(text, neuron, weight);
            // What a result holds of the neuron: its contribution for one unit of asking.
            const held = results.map(
              (result) =>
                (result.neurons?.find(({ id }) => id === neuron)?.contribution ?? 0) / (asked + weight),
            );
            responses.push(held.reduce((sum, value) => sum + value, 0) / held.length);
          }
          responses.slice(1).forEach((later, at) => {
            expect(later, `${name} for "${text}": ${responses.join(' ')}`).toBeGreaterThanOrEqual(
              responses[at]! - 1e-6,
            );
          });
          expect(responses.at(-1)).toBeGreaterThan(responses[0]!);
        }
      }
    });

    it('add up, are shown as such, and are said in the sentence', async () => {
      const neuron = await neuronNamed('blue');
      const answer = await steered('a mug', neuron, 1);
      for (const result of answer.results) {
        const { parts, neurons } = sums(result);
        expect(Math.abs(parts - result.score)).toBeLessThan(1e-5);
        expect(Math.abs(neurons - result.score)).toBeLessThan(1e-5);
      }
      expect(answer.query.neurons).toContainEqual(
        expect.objectContaining({ id: neuron, source: 'steer', activation: 1 }),
      );
      expect(answer.results[0]?.product.attributes['colour']).toMatch(/blue|navy/);
      expect(answer.results[0]?.reason?.sentence).toMatch(/as you turned up/);
      const down = await steered('a mug', neuron, -1);
      for (const { reason } of down.results) expect(reason?.sentence).not.toMatch(/as you turned up/);
    });

    it.each([
      ['a neuron that is not there', [{ neuron: 9_999_999, weight: 1 }], 'query.steer.0.neuron'],
      ['a weight above 2', [{ neuron: 0, weight: 2.1 }], 'query.steer.0.weight'],
      ['a neuron that is no number', [{ neuron: 'red', weight: 1 }], 'query.steer.0.neuron'],
      [
        'a neuron given twice',
        [
          { neuron: 1, weight: 1 },
          { neuron: 1, weight: -1 },
        ],
        'query.steer',
      ],
      ['eleven dials', Array.from({ length: 11 }, (_, neuron) => ({ neuron, weight: 1 })), 'query.steer'],
    ])('refuse %s, with field and fix', async (_, steer, field) => {
      const { status, body } = await call<Problem>(engine.url, '/v1/recommendations', {
        query: { text: 'mug', steer },
      });
      expect(status).toBe(400);
      expect(body.errors?.[0]).toMatchObject({ field });
      expect(body.errors?.[0]?.fix).toBeTruthy();
    });
  });

  describe('why-not', () => {
    interface Asked {
      readonly query: Record<string, unknown>;
      readonly filter?: object;
      readonly productId: string;
      readonly top: number;
      readonly variants?: string;
      readonly diversity?: number;
    }
    const whyNot = async (asked: Asked): Promise<WhyNotAnswer> => {
      const { status, body } = await call<WhyNotAnswer>(engine.url, '/v1/explanations/why-not', asked);
      if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
      return body;
    };
    /** Where the product stands when a customer sends the request with the change. */
    const placeWith = async ({ productId, top, query, ...asked }: Asked, change: Change): Promise<number> => {
      const { filter, query: changed, ...others } = change;
      const { results } = await recommend(engine.url, {
        ...asked,
        ...others,
        ...(filter ? { filter } : {}),
        ...(filter === null ? { filter: undefined } : {}),
        query: { ...query, ...changed },
        limit: top,
      });
      return results.findIndex(({ product }) => product.id === productId) + 1;
    };
    const kept = async (asked: Asked): Promise<WhyNotAnswer> => {
      const answer = await whyNot(asked);
      for (const { change, place } of answer.suggestions) expect(await placeWith(asked, change)).toBe(place);
      return answer;
    };

    it('says where a product stands that is in already', async () => {
      const answer = await whyNot({
        query: { text: 'red ceramic mug' },
        productId: 'red-stoneware-mug',
        top: 5,
      });
      expect(answer.standing).toMatchObject({ inTop: true });
      expect(answer.standing.place).toBeLessThanOrEqual(5);
      expect(answer).toMatchObject({ obstacles: [], suggestions: [] });
    });

    it('names the filter that keeps a product out, and a wider one that lets it in', async () => {
      const answer = await kept({
        query: { text: 'red ceramic mug' },
        filter: { category: ['Drinkware'], price: { max: 5 }, attributes: { colour: ['green', 'blue'] } },
        productId: 'red-stoneware-mug',
        top: 5,
      });
      expect(answer.standing).toMatchObject({ inTop: false, place: null });
      expect(answer.obstacles.map(({ field }) => field)).toEqual([
        'filter.price.max',
        'filter.attributes.colour',
      ]);
      expect(answer.suggestions[0]?.change).toEqual({
        filter: {
          category: ['Drinkware'],
          price: { max: 12.5 },
          attributes: { colour: ['green', 'blue', 'red'] },
        },
      });
    });

    it('names the variant that is shown instead', async () => {
      const answer = await kept({
        query: { text: 'red stoneware mug' },
        productId: 'blue-stoneware-mug',
        top: 10,
      });
      expect(answer.obstacles[0]).toMatchObject({ kind: 'variant', field: 'variants' });
      expect(answer.suggestions[0]?.change.variants).toBe('all');
    });

    it('says that what is liked is not shown again', async () => {
      const answer = await kept({
        query: { text: 'a mug', like: ['red-stoneware-mug'] },
        productId: 'red-stoneware-mug',
        top: 10,
      });
      expect(answer.obstacles[0]).toMatchObject({ kind: 'liked' });
      const alone = await whyNot({
        query: { like: ['red-stoneware-mug'] },
        productId: 'red-stoneware-mug',
        top: 10,
      });
      expect(alone.suggestions).toEqual([]);
      expect(alone.message).toMatch(/No change was found/);
    });

    it('turns the neuron that brings a product in, no further than needed', async () => {
      const asked = {
        query: { text: 'a mug' },
        productId: 'blue-stoneware-mug',
        top: 1,
        variants: 'all',
      };
      const before = await placeWith(asked, {});
      expect(before).toBe(0);
      const { suggestions, obstacles } = await kept(asked);
      expect(obstacles.map(({ kind }) => kind)).toEqual(['score']);
      expect(suggestions.length).toBeGreaterThan(0);
      const turns = suggestions.map(({ neuron }) => Math.abs(neuron?.turn ?? 0));
      expect(turns).toEqual(turns.toSorted((a, b) => a - b));
      for (const { change, neuron, sentence } of suggestions) {
        expect(sentence).toContain(neuron?.name);
        const steer = (change.query?.steer ?? []).map((dial) => ({ ...dial, weight: dial.weight * 0.9 }));
        expect(await placeWith(asked, { query: { steer } })).toBe(0);
      }
    });

    it.each([
      ['an unknown product', { query: { text: 'mug' }, productId: 'no-such-thing' }, 404, 'id'],
      ['no product', { query: { text: 'mug' } }, 400, 'productId'],
      ['an empty query', { query: {}, productId: 'red-stoneware-mug' }, 400, 'query'],
      ['a top of 0', { query: { text: 'mug' }, productId: 'red-stoneware-mug', top: 0 }, 400, 'top'],
      ['an unknown field', { query: { text: 'mug' }, productId: 'red-stoneware-mug', k: 3 }, 400, 'body'],
      ['a broken picture', { query: { image: 'mug!' }, productId: 'red-stoneware-mug' }, 400, 'query.image'],
      [
        'an unknown neuron',
        {
          query: { text: 'mug', steer: [{ neuron: 9_999_999, weight: 1 }] },
          productId: 'red-stoneware-mug',
        },
        400,
        'query.steer.0.neuron',
      ],
    ])('refuses %s', async (_, body, expected, field) => {
      const reply = await call<Problem>(engine.url, '/v1/explanations/why-not', body);
      expect(reply.status).toBe(expected);
      expect(reply.body.errors?.[0]).toMatchObject({ field });
      expect(reply.body.errors?.[0]?.fix).toBeTruthy();
    });
  });

  describe('dialogue', () => {
    const turn = async (request: object): Promise<DialogueAnswer> => {
      const { status, body } = await call<DialogueAnswer>(engine.url, '/v1/dialogue', request);
      if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
      return body;
    };

    it('asks, takes the answer into the query, never asks the same again, and ends', async () => {
      const query = { text: 'a mug' };
      const asked = new Set<string>();
      let answer = await turn({ query });
      expect(answer.results).toHaveLength(4);
      expect(answer.question).not.toBeNull();
      for (let questions = 0; answer.question; questions += 1) {
        expect(questions).toBeLessThan(10);
        const { neurons, answers, gain, text } = answer.question;
        expect(text).toMatch(/^[A-Z].*\?$/);
        expect(gain).toBeGreaterThan(0);
        expect(answers.length).toBeGreaterThanOrEqual(3);
        expect(answers.at(-1)).toMatchObject({ id: 'any', examples: [] });
        for (const { examples } of answers.slice(0, -1)) {
          expect(examples.length).toBeGreaterThan(0);
          for (const { picture } of examples)
            expect((await fetch(`${engine.url}/v1/pictures/${picture}/320`)).status).toBe(200);
        }
        for (const neuron of neurons) expect(asked).not.toContain(String(neuron));
        for (const neuron of neurons) asked.add(String(neuron));
        answer = await turn({ query, state: answer.state, answer: answers[0]!.id });
        expect(answer.state.answers).toHaveLength(questions + 1);
        for (const result of answer.results) {
          const { parts, neurons: summed } = sums(result);
          expect(Math.abs(parts - result.score)).toBeLessThan(1e-5);
          expect(Math.abs(summed - result.score)).toBeLessThan(1e-5);
          expect(result.reason?.sentence).toBeTruthy();
        }
      }
      expect(answer.ended).not.toBeNull();
      expect(answer.state.asks).toBeNull();
    });

    it('an answer changes what is proposed, and the sentence says so', async () => {
      const query = { text: 'a mug' };
      const blue = await neuronNamed('blue');
      const state = { dictionary: (await turn({ query })).dictionary, answers: [], asks: [blue] };
      const yes = await turn({ query, state, answer: 'yes' });
      expect(yes.results[0]?.product.attributes['colour']).toMatch(/blue|navy/);
      expect(yes.results[0]?.reason?.sentence).toMatch(/as you answered/);
      expect(yes.query.neurons).toContainEqual(expect.objectContaining({ id: blue, source: 'answer' }));
      const no = await turn({ query, state, answer: 'no' });
      for (const { product } of no.results) expect(product.attributes['colour']).not.toBe('blue');
      const any = await turn({ query, state, answer: 'any' });
      expect(any.results.map(({ product }) => product.id)).toEqual(
        (await turn({ query })).results.map(({ product }) => product.id),
      );
      expect(any.question?.neurons).not.toContain(blue);
    });

    it('begins with a photo too', async () => {
      const image = await readFile(join(projectFolder, 'seed-data/pictures/red-stoneware-mug-2.webp'));
      const answer = await turn({ query: { text: 'for tea', image: image.toString('base64') }, limit: 2 });
      expect(answer.results).toHaveLength(2);
    });

    it('refuses what does not fit, with field and fix, and a state of another dictionary with 409', async () => {
      const { dictionary } = await turn({ query: { text: 'mug' } });
      const query = { text: 'mug' };
      const state = { dictionary, answers: [], asks: [3] };
      const wrong: [object, string][] = [
        [{ query: {} }, 'query'],
        [{ query, answer: 'yes' }, 'answer'],
        [{ query, state, answer: 'maybe' }, 'answer'],
        [{ query, state, answer: '4' }, 'answer'],
        [{ query, state: { ...state, asks: [9_999_999] } }, 'state'],
        [{ query, state: { ...state, asks: [] } }, 'state.asks'],
        [{ query, state: { ...state, more: 1 } }, 'state'],
        [{ query, state: 'yes' }, 'state'],
        [{ query, limit: 0 }, 'limit'],
        [{ query: { image: 'mug!' } }, 'query.image'],
      ];
      for (const [request, field] of wrong) {
        const { status, body } = await call<Problem>(engine.url, '/v1/dialogue', request);
        expect(status, JSON.stringify(request)).toBe(400);
        expect(body.errors?.[0]).toMatchObject({ field });
        expect(body.errors?.[0]?.fix).toBeTruthy();
      }
      const old = await call<Problem>(engine.url, '/v1/dialogue', {
        query,
        state: { ...state, dictionary: 'words/of-old' },
      });
      expect(old.status).toBe(409);
      expect(old.body.type).toMatch(/dictionary-changed/);
    });
  });

  it('answers 409 for a product that is in the catalogue but not in the index yet', async () => {
    const products = Array.from({ length: 300 }, (_, at) => ({
      id: `late-${at}`,
      title: `Late thing ${at}`,
      description: `It came late, as number ${at} of many.`,
      price: 1,
      currency: 'EUR',
      availability: 'in_stock',
      category: ['Late'],
    }));
    const id = await upload(engine.url, {
      products: {
        name: 'products.jsonl',
        contents: products.map((product) => JSON.stringify(product)).join('\n'),
      },
    });
    const seen = new Set<number>();
    const ask = async (): Promise<void> => {
      const reply = await call<Problem>(engine.url, '/v1/explanations/why-not', {
        query: { text: 'thing' },
        productId: 'late-299',
      });
      seen.add(reply.status);
      if (reply.status === 409) expect(reply.body.type).toMatch(/not-indexed-yet/);
    };
    for (;;) {
      await ask();
      if ((await progress(engine.url, id)).state === 'done') break;
    }
    await ask();
    expect(seen).toContain(409);
    expect([...seen].at(-1)).toBe(200);
  });
});
