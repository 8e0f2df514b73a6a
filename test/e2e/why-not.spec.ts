import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Change, WhyNotAnswer } from '../../libs/recommendation/src/why-not/contract.js';
import { call, recommend, type Problem } from '../support/ask.js';
import { startSeededEngine } from '../support/seeded-engine.js';
import type { Engine } from '../support/start-engine.js';
import { progress, upload } from '../support/upload-client.js';

describe('acting through neurons, on the seed shop', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startSeededEngine();
  });
  afterAll(() => engine.stop());

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
