import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type Engine } from '../support/start-engine.js';
import { stillTakesUploads } from '../support/still-takes-uploads.js';
import { ended, reports, upload } from '../support/upload-client.js';

let engine: Engine;

beforeAll(async () => {
  engine = await startEngine();
});

afterAll(async () => {
  await stillTakesUploads(engine.url);
  await engine.stop();
});

const product = (id: string, pictures: readonly string[] = []): string =>
  JSON.stringify({ id, title: `Product ${id}`, pictures });

describe('a picture whose host does not exist', () => {
  it('is one report of its row, and the row is taken', async () => {
    const id = await upload(engine.url, {
      products: [product('a', ['http://no-such-host.invalid/x.jpg']), product('b')].join('\n'),
    });
    expect((await ended(engine.url, id)).counts).toMatchObject({ accepted: 2, rejected: 0 });
    const told = await reports(engine.url, id);
    expect(told).toEqual([expect.objectContaining({ file: 'products', row: 1, field: 'pictures.0' })]);
    expect(told[0]?.message).toContain('no-such-host.invalid has no address');
  });

  it('is 400 in a query', async () => {
    const answer = await fetch(`${engine.url}/v1/recommendations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: { image: 'https://no-such-host.invalid/x.jpg' } }),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      errors: [{ field: 'query.image', message: expect.stringContaining('has no address') as string }],
    });
  });
});
