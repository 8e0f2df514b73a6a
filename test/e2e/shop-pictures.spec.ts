import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecommendationAnswer } from '../../libs/recommendation/src/contract.js';
import { call, recommend } from '../support/ask.js';
import { promised } from '../support/promised.js';
import { seedPicture, seedPictureInBase64 } from '../support/seed-picture.js';
import { startEngine, type Engine } from '../support/start-engine.js';

describe('pictures in the shop that a new installation starts with', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine({ env: { SEED_CATALOGUE: 'on' } });
  });
  afterAll(() => engine.stop());

  it('answers a picture with products like it', async () => {
    const answer = await recommend(engine.url, {
      query: { image: await seedPictureInBase64('red-stoneware-mug-2.webp') },
      limit: 5,
      explain: 'expert',
    });
    expect(answer.results[0]?.product.id).toBe('red-stoneware-mug');
    promised(answer);
  });

  it('answers "this, but in blue": the top turns from red to blue, and the blue mug rises above where picture or words alone have it', async () => {
    const image = await seedPictureInBase64('red-stoneware-mug-1.webp');
    const ask = (query: object): Promise<RecommendationAnswer> =>
      recommend(engine.url, { query, limit: 100, variants: 'all', explain: 'merchant' });
    const [alone, words, both] = await Promise.all([
      ask({ image }),
      ask({ text: 'in blue' }),
      ask({ image, text: 'in blue' }),
    ]);
    const colours = ({ results }: RecommendationAnswer): string[] =>
      results.slice(0, 5).map(({ product }) => String(product.attributes['colour']));
    const place = ({ results }: RecommendationAnswer): number => {
      const at = results.findIndex(({ product }) => product.id === 'blue-stoneware-mug');
      return at < 0 ? Infinity : at;
    };
    expect(colours(alone)[0]).toMatch(/red/);
    expect(colours(both).filter((colour) => /blue|navy/.test(colour)).length).toBeGreaterThanOrEqual(4);
    expect(place(both)).toBeLessThan(10);
    expect(place(both)).toBeLessThan(place(alone));
    expect(place(both)).toBeLessThan(place(words));
    promised(both);
  });

  it.each(['this, but in blue', 'do you have the same one in blue?'])(
    'answers a picture with "%s" as with the colour alone, and does not say that nothing is close',
    async (text) => {
      const image = await seedPictureInBase64('red-stoneware-mug-1.webp');
      const [pointed, plain] = await Promise.all([
        recommend(engine.url, { query: { image, text }, limit: 10 }),
        recommend(engine.url, { query: { image, text: 'blue' }, limit: 10 }),
      ]);
      expect(pointed.results.map(({ product }) => product.id)).toEqual(
        plain.results.map(({ product }) => product.id),
      );
      expect(pointed.results[0]?.product.id).toBe('blue-stoneware-mug');
      expect(pointed.match).not.toBe('nothing-close');
      for (const { seen, activation } of pointed.query.neurons) expect(seen).toBe(activation >= 0.15);
      promised(pointed);
    },
  );

  it('takes a picture as multipart too, with the same answer', async () => {
    const bytes = await readFile(seedPicture('red-stoneware-mug-1.webp'));
    const form = new FormData();
    form.set('request', JSON.stringify({ query: { text: 'in blue' }, limit: 5, explain: 'none' }));
    form.set('image', new Blob([bytes]), 'mug.webp');
    const multipart = await call<RecommendationAnswer>(engine.url, '/v1/recommendations', form);
    const json = await recommend(engine.url, {
      query: { text: 'in blue', image: bytes.toString('base64') },
      limit: 5,
      explain: 'none',
    });
    expect(multipart.status).toBe(200);
    expect(multipart.body.results.map(({ product }) => product.id)).toEqual(
      json.results.map(({ product }) => product.id),
    );
  });
});
