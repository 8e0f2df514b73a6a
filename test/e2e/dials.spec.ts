import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecommendationAnswer } from '../../libs/recommendation/src/contract.js';
import { call, recommend, sums, type Problem } from '../support/ask.js';
import { neuronNamed } from '../support/neuron-named.js';
import { startSeededEngine } from '../support/seeded-engine.js';
import type { Engine } from '../support/start-engine.js';

describe('acting through neurons, on the seed shop', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startSeededEngine();
  });
  afterAll(() => engine.stop());

  describe('dials', () => {
    const steered = (text: string, neuron: number, weight: number): Promise<RecommendationAnswer> =>
      recommend(engine.url, {
        query: { text, steer: [{ neuron, weight }] },
        limit: 10,
        variants: 'all',
        explain: 'expert',
      });

    it('answer the more of a neuron the more it is turned up, over several neurons and queries', async () => {
      for (const name of ['red', 'blue', 'black', 'striped', 'walnut']) {
        const neuron = await neuronNamed(engine.url, name);
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
      const neuron = await neuronNamed(engine.url, 'blue');
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

  describe('words that deny', () => {
    it.each([
      ['headphones, not red', 'headphones', 'red'],
      ['couch but no leather', 'sofa', 'leather'],
      ['t-shirt without stripes', 't-shirt', 'striped'],
      ['trousers in any colour except navy', 'trousers', 'navy'],
    ])('%s: what is denied comes after its like, in sums that hold', async (text, kind, denied) => {
      const asked = { limit: 100, variants: 'all', explain: 'expert' };
      const { query, results } = await recommend(engine.url, { query: { text }, ...asked });
      expect(query.denied).toEqual([denied]);
      expect(query.neurons.map(({ source }) => source)).toContain('denied');
      const ofKind = (all: typeof results): boolean[] =>
        all
          .filter(({ product }) => product.id.endsWith(kind))
          .map(({ product }) => Object.values(product.attributes).flat().includes(denied));
      expect(results[0]?.product.id).toMatch(new RegExp(`${kind}$`));
      expect(ofKind(results)[0]).toBe(false);
      const [first = Infinity] = ofKind(results).flatMap((is, at) => (is ? at : []));
      expect(ofKind(results).lastIndexOf(false)).toBeLessThan(first);
      const plain = await recommend(engine.url, { query: { text: kind }, ...asked });
      expect(ofKind(plain.results)).toContain(true);
      for (const result of results) {
        const { parts, neurons } = sums(result);
        expect(Math.abs(parts - result.score)).toBeLessThan(1e-5);
        expect(Math.abs(neurons - result.score)).toBeLessThan(1e-5);
        expect(result.reason?.neurons.map(({ name }) => name)).not.toContain(denied);
      }
    });

    it('deny beside a liked product too, and are asked for where nothing else is', async () => {
      const liked = await recommend(engine.url, {
        query: { text: 'not red', like: ['red-cotton-t-shirt'] },
        explain: 'merchant',
      });
      expect(liked.query.neurons.map(({ source }) => source)).toContain('denied');
      expect(liked.query.neurons.map(({ source }) => source)).not.toContain('text');
      const alone = await recommend(engine.url, { query: { text: 'not red' }, explain: 'merchant' });
      expect(alone.query.neurons.map(({ source }) => source)).not.toContain('denied');
    });
  });

  it('reads explanations ahead: those of the whole shop are in memory before anybody asks', async () => {
    const kept = async (): Promise<number> => {
      const metrics = (await call<string>(engine.url, '/metrics')).body;
      return Number(/^concella_explained_products\{[^}]*\} (\d+)$/m.exec(metrics)?.[1]);
    };
    const began = Date.now();
    while ((await kept()) < 181) {
      expect(Date.now() - began, 'waiting for 181 products').toBeLessThan(90_000);
      await sleep(1_000);
    }
    expect(await kept()).toBe(181);
  }, 120_000);
});
