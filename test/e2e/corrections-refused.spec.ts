import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, type Problem } from '../support/ask.js';
import { startSeededEngine } from '../support/seeded-engine.js';
import type { Engine } from '../support/start-engine.js';

const ann = { author: 'Ann' };

describe('people who correct neurons', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startSeededEngine();
  }, 400_000);
  afterAll(() => engine.stop());

  it.each<[string, object, number, string]>([
    ['0/name', { name: 'mug' }, 400, 'author'],
    ['0/name', { name: 'mug', author: '  ' }, 400, 'author'],
    ['0/name', { name: 'mug', author: 7 }, 400, 'author'],
    ['0/name', { name: 'mug', author: 'x'.repeat(101) }, 400, 'author'],
    ['0/name', { name: 'mug', author: 'Ann\nBo' }, 400, 'author'],
    ['0/name', ann, 400, 'name'],
    ['0/name', { name: '', ...ann }, 400, 'name'],
    ['0/name', { name: '\u200b!', ...ann }, 400, 'name'],
    ['0/name', { name: 'x'.repeat(81), ...ann }, 400, 'name'],
    ['0/name', { name: 'mug \u202e gum', ...ann }, 400, 'name'],
    ['0/name', { name: 'lone \ud800', ...ann }, 400, 'name'],
    ['0/name', { name: 'mug', facet: 'taste', ...ann }, 400, 'facet'],
    ['0/name', { name: 'Tasse', facet: 'category', language: 'de', ...ann }, 400, 'facet'],
    ['0/name', { name: 'Tasse', language: 'german!', ...ann }, 400, 'language'],
    ['0/name', { name: 'mug', colour: 'red', ...ann }, 400, 'body'],
    ['0/hidden', ann, 400, 'hidden'],
    ['0/hidden', { hidden: true, reason: ' ', ...ann }, 400, 'reason'],
    ['0/hidden', { hidden: true, reason: 'x'.repeat(301), ...ann }, 400, 'reason'],
    ['0/hidden', { hidden: 'yes', ...ann }, 400, 'hidden'],
    ['0/merged', { into: 0, ...ann }, 400, 'into'],
    ['0/merged', { into: 1.5, ...ann }, 400, 'into'],
    ['0/merged', { into: -1, ...ann }, 400, 'into'],
    ['0/merged', { into: 9_999_999, ...ann }, 404, 'into'],
    ['0/merged', ann, 400, 'into'],
    ['0/sensitive', { sensitive: null, ...ann }, 400, 'sensitive'],
    ['0/excluded', { from: 'everything', ...ann }, 400, 'from'],
    ['0/excluded', { from: 'ranking' }, 400, 'author'],
    ['9999999/hidden', { hidden: true, ...ann }, 404, 'id'],
    ['-1/hidden', { hidden: true, ...ann }, 400, 'id'],
    ['red/hidden', { hidden: true, ...ann }, 400, 'id'],
  ])('PUT %s %j is refused with %i', async (path, body, status, field) => {
    const reply = await call<Problem>(engine.url, `/v1/neurons/${path}`, body, {}, 'PUT');
    expect([reply.status, reply.type]).toEqual([status, expect.stringContaining('application/problem+json')]);
    expect(reply.body.errors?.[0]).toMatchObject({ field, fix: expect.stringMatching(/\w/) as string });
  });

  it('are told what is wrong with a history, an undo or a language', async () => {
    for (const [path, body, status] of [
      ['/v1/neurons/9999999/history', undefined, 404],
      ['/v1/neurons/0/history?limit=0', undefined, 400],
      ['/v1/neurons/changes/999999/undo', ann, 404],
      ['/v1/neurons/changes/1/undo', {}, 400],
      ['/v1/neurons/changes/first/undo', ann, 400],
      ['/v1/neurons?language=x', undefined, 400],
      ['/v1/recommendations', { query: { text: 'red ceramic mug' }, language: 'no such!' }, 400],
      ['/v1/recommendations', { query: { text: 'red ceramic mug' }, language: 5 }, 400],
      ['/v1/products/red-stoneware-mug/similar?language=!', undefined, 400],
    ] as const) {
      const reply = await call<Problem>(engine.url, path, body);
      expect([path, reply.status]).toEqual([path, status]);
      expect(reply.type).toContain('application/problem+json');
    }
  });
});
