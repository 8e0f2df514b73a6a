import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '#platform';
import type { RecommendationAnswer } from '../../libs/recommendation/src/contract.js';
import { call, recommend, type Problem } from '../support/ask.js';
import { promised } from '../support/promised.js';
import { startEngine, type Engine } from '../support/start-engine.js';

describe('the shop that a new installation starts with', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine({ env: { SEED_CATALOGUE: 'on' } });
  });
  afterAll(() => engine.stop());

  it('answers "red ceramic mug" with red mugs first, and every score adds up', async () => {
    const answer = await recommend(engine.url, {
      query: { text: 'red ceramic mug' },
      limit: 10,
      explain: 'expert',
    });
    expect(answer.results).toHaveLength(10);
    for (const { product } of answer.results.slice(0, 2)) {
      expect(product.category.at(-1)).toMatch(/mug/i);
      expect(product.attributes['colour']).toMatch(/red/);
    }
    expect(answer.match).toBe('close');
    expect(answer.query.neurons.length).toBeGreaterThan(0);
    promised(answer);
  });

  it('tells less at lower levels, and nothing at "none"', async () => {
    const at = (explain: string): Promise<RecommendationAnswer> =>
      recommend(engine.url, { query: { text: 'striped cotton towel' }, limit: 3, explain });
    const [none, shopper, merchant, expert] = await Promise.all([
      at('none'),
      at('shopper'),
      at('merchant'),
      at('expert'),
    ]);
    expect(none.results[0]).not.toHaveProperty('neurons');
    expect(none.query.neurons).toEqual([]);
    expect(shopper.results[0]?.reason?.sentence).toMatch(/\.$/);
    expect(shopper.results[0]?.reason).not.toHaveProperty('against');
    expect(merchant.results[0]?.reason).toHaveProperty('against');
    expect(expert.results[0]).toHaveProperty('remainderChannels');
    expect(expert.stages).toBeDefined();
    for (const answer of [shopper, merchant, expert]) promised(answer);
    shopper.results.forEach(({ neurons = [], unnamed }, i) => {
      for (const { name } of neurons) expect(name).not.toBeNull();
      const others = (merchant.results[i]?.neurons ?? []).filter(
        ({ id }) => !neurons.some((told) => told.id === id),
      );
      const sum = others.reduce((total, { contribution }) => total + contribution, 0);
      expect(others.length).toBeGreaterThan(0);
      expect(unnamed?.count).toBe(others.length);
      expect(unnamed?.contribution).toBeCloseTo(sum, 9);
      const { image, description, reviews } = unnamed!.channels;
      expect(image + description + reviews).toBeCloseTo(sum, 9);
    });
    for (const { unnamed } of [...merchant.results, ...expert.results]) expect(unnamed).toBeUndefined();
    for (const answer of [none, shopper, merchant, expert]) {
      expect(answer.results.map(({ score }) => score)).toEqual(none.results.map(({ score }) => score));
    }
  });

  it('keeps to filters at any selectivity', async () => {
    const filtered = async (filter: object): Promise<RecommendationAnswer> =>
      recommend(engine.url, { query: { text: 'blue' }, filter, limit: 50, variants: 'all', explain: 'none' });
    for (const { product } of (await filtered({ price: { max: 15 } })).results)
      expect(product.price).toBeLessThanOrEqual(15);
    const kitchen = await filtered({ category: ['Kitchen'] });
    expect(kitchen.results.length).toBeGreaterThan(5);
    for (const { product } of kitchen.results) expect(product.category).toContain('Kitchen');
    const blue = await filtered({ attributes: { colour: ['blue', 'navy'] }, availability: ['in_stock'] });
    expect(blue.results.length).toBeGreaterThan(5);
    for (const { product } of blue.results) {
      expect(['blue', 'navy']).toContain(product.attributes['colour']);
      expect(product.availability).toBe('in_stock');
    }
    expect((await filtered({ category: ['No such category'] })).results).toEqual([]);
  });

  it('shows one variant of a product, unless all are asked for', async () => {
    const ask = (variants: string): Promise<RecommendationAnswer> =>
      recommend(engine.url, { query: { text: 'stoneware mug' }, variants, limit: 100, explain: 'none' });
    const family = ({ results }: RecommendationAnswer): string[] =>
      results.map(({ product }) => product.variantOf ?? product.id);
    const collapsed = family(await ask('collapse'));
    expect(new Set(collapsed).size).toBe(collapsed.length);
    const all = family(await ask('all'));
    expect(new Set(all).size).toBeLessThan(all.length);
  });

  it('pages without gaps or repeats', async () => {
    const page = async (offset: number, limit: number): Promise<string[]> =>
      (
        await recommend(engine.url, { query: { text: 'wooden toy' }, offset, limit, explain: 'none' })
      ).results.map(({ product }) => product.id);
    expect([...(await page(0, 5)), ...(await page(5, 5))]).toEqual(await page(0, 10));
  });

  it('learns from likes and dislikes', async () => {
    const ids = async (query: object): Promise<string[]> =>
      (await recommend(engine.url, { query, limit: 20, explain: 'none' })).results.map(
        ({ product }) => product.id,
      );
    const plain = await ids({ text: 'for the kitchen' });
    const liked = await ids({ text: 'for the kitchen', like: [plain[10]] });
    expect(liked).not.toEqual(plain);
    expect(liked).not.toContain(plain[10]);
    const unliked = await ids({ text: 'for the kitchen', unlike: [plain[0]] });
    expect(unliked).not.toContain(plain[0]);
  });

  it('finds similar products in the same form, without the product itself', async () => {
    const reply = await call<RecommendationAnswer>(
      engine.url,
      '/v1/products/red-stoneware-mug/similar?limit=8&explain=expert',
    );
    expect(reply.status).toBe(200);
    expect(reply.body.results).toHaveLength(8);
    expect(reply.body.results.map(({ product }) => product.id)).not.toContain('red-stoneware-mug');
    promised(reply.body);
  });

  it('says when nothing is close', async () => {
    const answer = await recommend(engine.url, {
      query: { text: 'diesel engine crankshaft gasket' },
      explain: 'none',
    });
    expect(answer.match).not.toBe('close');
  });

  it('takes a deleted product out of answers within two seconds', async () => {
    const before = await recommend(engine.url, {
      query: { text: 'yellow toy car' },
      limit: 3,
      explain: 'none',
    });
    const id = before.results[0]?.product.id ?? '';
    const gone = await fetch(`${engine.url}/v1/catalogue/products/${id}`, { method: 'DELETE' });
    expect(gone.status).toBe(204);
    await expect
      .poll(
        async () => {
          const after = await recommend(engine.url, {
            query: { text: 'yellow toy car' },
            limit: 100,
            explain: 'none',
          });
          return after.results.some(({ product }) => product.id === id);
        },
        { timeout: 2_000 },
      )
      .toBe(false);
  });

  it('serves thumbnails, health, metrics, the pages and the OpenAPI document, which has not drifted', async () => {
    const answer = await recommend(engine.url, { query: { text: 'mug' }, limit: 1, explain: 'none' });
    const hash = answer.results[0]?.product.pictures[0]?.hash ?? '';
    const thumbnail = await fetch(`${engine.url}/v1/pictures/${hash}/320`);
    expect(thumbnail.headers.get('content-type')).toBe('image/webp');
    expect((await call(engine.url, '/health/live')).body).toEqual({ status: 'ok' });
    const metrics = (await call<string>(engine.url, '/metrics')).body;
    expect(metrics).toMatch(/concella_identity_violations_total 0/);
    expect(metrics).toMatch(/concella_recommendation_stage_seconds_count\{stage="candidates"\} \d+/);
    expect((await call<string>(engine.url, '/', undefined, { accept: 'text/html' })).body).toContain(
      '<div id="root"',
    );
    expect((await call<string>(engine.url, '/alignment', undefined, { accept: 'text/html' })).body).toContain(
      '<div id="root"',
    );
    const served = (await call(engine.url, '/docs-json')).body;
    const written: unknown = JSON.parse(await readFile(join(projectFolder, 'docs/openapi.json'), 'utf8'));
    expect(served, 'run `npm run openapi` and commit docs/openapi.json').toEqual(written);
  });

  it('names unknown addresses and products as problems', async () => {
    for (const path of [
      '/v1/nothing',
      '/v1/products/unknown/similar',
      '/v1/neurons/9999999',
      '/v1/catalogue/products/unknown',
    ]) {
      const reply = await call<Problem>(engine.url, path);
      expect(reply.status, path).toBe(404);
      expect(reply.type).toContain('application/problem+json');
      expect(reply.body.requestId).not.toBe('');
    }
  });
});

describe('an installation that is open to other machines', () => {
  it('wants its key for every read and write, and none for its health', async () => {
    const key = 'a-key-of-sixteen-characters';
    const engine = await startEngine({ env: { API_KEYS: key } });
    try {
      for (const path of ['/v1/neurons', '/metrics', '/docs-json']) {
        expect((await call(engine.url, path)).status, path).toBe(401);
        expect(
          (await call(engine.url, path, undefined, { authorization: `Bearer ${key}` })).status,
          path,
        ).toBe(200);
      }
      const refused = await call<Problem>(
        engine.url,
        '/v1/recommendations',
        { query: { text: 'mug' } },
        { authorization: 'Bearer wrong' },
      );
      expect(refused.status).toBe(401);
      expect(refused.type).toContain('application/problem+json');
      expect((await call(engine.url, '/health/ready')).status).toBe(200);
    } finally {
      await engine.stop();
    }
  });
});
