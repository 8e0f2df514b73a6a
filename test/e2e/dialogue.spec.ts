import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DialogueAnswer } from '../../libs/recommendation/src/dialogue/contract.js';
import { call, sums, type Problem } from '../support/ask.js';
import { neuronNamed } from '../support/neuron-named.js';
import { seedPicture } from '../support/seed-picture.js';
import { startSeededEngine } from '../support/seeded-engine.js';
import type { Engine } from '../support/start-engine.js';

describe('acting through neurons, on the seed shop', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startSeededEngine();
  });
  afterAll(() => engine.stop());

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

    it('asks of a thing only what it is, not what it faintly looks like', async () => {
      // Mugs fire "t-shirt" too, far less than "mug".
      for (const text of ['mug', 'lamp', 'chair']) {
        const { question } = await turn({ query: { text } });
        expect(question?.text ?? '', text).not.toMatch(/t-shirt|jacket|ring|fruit/i);
      }
    });

    it('an answer changes what is proposed, and the sentence says so', async () => {
      const query = { text: 'a mug' };
      const blue = await neuronNamed(engine.url, 'blue');
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
      const image = await readFile(seedPicture('red-stoneware-mug-2.webp'));
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
});
