import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, type Problem, type Reply } from '../support/ask.js';
import { pixelBomb } from '../support/pixel-bomb.js';
import { startEngine, type Engine } from '../support/start-engine.js';

const recommendations = '/v1/recommendations';
const alignment = '/v1/alignment';
const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');

interface Bad {
  readonly name: string;
  readonly path?: string;
  readonly body: unknown;
  readonly status?: number;
  /** Which field the problem must name. */
  readonly field?: string | RegExp;
}

const text = { text: 'mug' };

async function cases(): Promise<Bad[]> {
  const jpeg = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer();
  const noise = await sharp(
    Buffer.from(Array.from({ length: 3 * 128 * 128 }, (_, at) => (at * 7919) % 251)),
    {
      raw: { width: 128, height: 128, channels: 3 },
    },
  )
    .jpeg()
    .toBuffer();
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
  const image = (bytes: Uint8Array | string): object => ({ query: { image: base64(bytes) } });
  return [
    { name: 'malformed JSON', body: '{"query":', field: 'body' },
    { name: 'JSON that is no object', body: '[1]', field: 'body' },
    { name: 'null', body: 'null', field: 'body' },
    { name: 'an empty body', body: '', field: 'body' },
    { name: 'an empty object', body: {}, field: 'query' },
    { name: 'an empty query', body: { query: {} }, field: 'query' },
    { name: 'a query of wrong type', body: { query: 'mug' }, field: 'query' },
    { name: 'a text of wrong type', body: { query: { text: 7 } }, field: 'query.text' },
    { name: 'an empty text', body: { query: { text: '   ' } }, field: 'query.text' },
    { name: 'a text of 1 MB', body: { query: { text: 'mug '.repeat(262_144) } }, field: 'query.text' },
    { name: 'a lone surrogate', body: '{"query":{"text":"mug \\ud800"}}', field: 'query.text' },
    { name: 'a NUL character', body: '{"query":{"text":"mug \\u0000"}}', field: 'query.text' },
    { name: 'an unknown field', body: { query: text, limits: 3 }, field: 'body' },
    { name: 'an unknown field of the query', body: { query: { ...text, txt: 'x' } }, field: 'query' },
    { name: 'a negative limit', body: { query: text, limit: -1 }, field: 'limit' },
    { name: 'a limit of 0', body: { query: text, limit: 0 }, field: 'limit' },
    { name: 'a huge limit', body: { query: text, limit: 1e9 }, field: 'limit' },
    { name: 'a broken limit', body: { query: text, limit: 2.5 }, field: 'limit' },
    { name: 'NaN as a limit', body: '{"query":{"text":"mug"},"limit":NaN}', field: 'body' },
    { name: 'a limit as text', body: { query: text, limit: '5' }, field: 'limit' },
    { name: 'a limit beyond numbers', body: '{"query":{"text":"mug"},"limit":1e999}', field: 'limit' },
    { name: 'a negative offset', body: { query: text, offset: -5 }, field: 'offset' },
    { name: 'a huge offset', body: { query: text, offset: 1e6 }, field: 'offset' },
    { name: 'diversity above 1', body: { query: text, diversity: 3 }, field: 'diversity' },
    { name: 'an unknown level', body: { query: text, explain: 'all' }, field: 'explain' },
    { name: 'an unknown variants word', body: { query: text, variants: true }, field: 'variants' },
    {
      name: 'an unknown liked product',
      body: { query: { like: ['no-such-thing'] } },
      status: 404,
      field: 'id',
    },
    { name: 'a liked product of wrong type', body: { query: { like: [1] } }, field: 'query.like.0' },
    {
      name: 'too many liked products',
      body: { query: { like: Array.from({ length: 21 }, (_, at) => `p${at}`) } },
      field: 'query.like',
    },
    { name: 'unlike alone', body: { query: { unlike: ['a'] } }, field: 'query' },
    {
      name: 'weights that are all 0',
      body: { query: { ...text, weights: { parts: { text: 0 } } } },
      field: 'query.weights',
    },
    {
      name: 'channel weights that are all 0',
      body: { query: { ...text, weights: { channels: { image: 0, description: 0, reviews: 0 } } } },
      field: 'query.weights.channels',
    },
    {
      name: 'a negative weight',
      body: { query: { ...text, weights: { parts: { text: -1 } } } },
      field: 'query.weights.parts.text',
    },
    {
      name: 'a price filter upside down',
      body: { query: text, filter: { price: { min: 9, max: 1 } } },
      field: 'filter.price',
    },
    {
      name: 'a category filter of wrong type',
      body: { query: text, filter: { category: 'Mugs' } },
      field: 'filter.category',
    },
    {
      name: 'an unknown availability',
      body: { query: text, filter: { availability: ['soon'] } },
      field: 'filter.availability.0',
    },
    {
      name: 'attributes of wrong type',
      body: { query: text, filter: { attributes: { colour: 5 } } },
      field: /^filter\.attributes/,
    },
    {
      name: 'an SQL injection as an attribute with a NUL',
      body: { query: text, filter: { attributes: { "x'; drop table product; --": '\u0000' } } },
      field: /^filter\.attributes/,
    },
    { name: 'a picture that is no base64', body: { query: { image: 'mug!.jpg' } }, field: 'query.image' },
    { name: 'an empty picture', body: { query: { image: '' } }, field: 'query.image' },
    {
      name: 'a picture of 0 bytes',
      body: { query: { image: 'data:image/png;base64,' } },
      field: 'query.image',
    },
    {
      name: 'a truncated picture',
      body: image(noise.subarray(0, Math.floor(noise.length / 2))),
      field: 'query.image',
    },
    {
      name: 'text mislabelled as a picture',
      body: { query: { image: `data:image/png;base64,${base64('hello there')}` } },
      field: 'query.image',
    },
    { name: 'an SVG', body: image(svg), field: 'query.image' },
    { name: 'a PDF', body: image('%PDF-1.7 ...'), field: 'query.image' },
    { name: 'a pixel bomb', body: image(pixelBomb()), field: 'query.image' },
    {
      name: 'a picture at 127.0.0.1',
      body: { query: { image: 'http://127.0.0.1:1/x.png' } },
      field: 'query.image',
    },
    {
      name: 'a picture at localhost',
      body: { query: { image: 'http://localhost/x.png' } },
      field: 'query.image',
    },
    {
      name: 'a picture at a link-local address',
      body: { query: { image: 'http://169.254.169.254/latest/meta-data' } },
      field: 'query.image',
    },
    {
      name: 'a picture at an IPv6 loopback',
      body: { query: { image: 'http://[::1]/x.png' } },
      field: 'query.image',
    },
    {
      name: 'a picture at a mapped address',
      body: { query: { image: 'http://[::ffff:10.0.0.1]/x.png' } },
      field: 'query.image',
    },
    {
      name: 'a picture in decimal loopback',
      body: { query: { image: 'http://2130706433/x.png' } },
      field: 'query.image',
    },
    {
      name: 'a picture as a file URL',
      body: { query: { image: 'file:///etc/passwd' } },
      field: 'query.image',
    },
    {
      name: 'alignment without texts',
      path: alignment,
      body: { pictures: [base64(jpeg)], texts: [] },
      field: 'texts',
    },
    {
      name: 'alignment with 21 pictures',
      path: alignment,
      body: { pictures: Array.from({ length: 21 }, () => base64(jpeg)), texts: ['x'] },
      field: 'pictures',
    },
    {
      name: 'alignment with a picture that is none',
      path: alignment,
      body: { pictures: ['!'], texts: ['x'] },
      field: 'pictures.0',
    },
    {
      name: 'alignment on an empty catalogue',
      path: alignment,
      body: { pictures: [base64(jpeg)], texts: ['x'] },
      status: 409,
    },
  ];
}

describe('bad input', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());

  const expectProblem = (reply: Reply<Problem>, { name, status = 400, field }: Bad): void => {
    expect(reply.status, `${name}: ${JSON.stringify(reply.body)}`).toBe(status);
    expect(reply.type, name).toContain('application/problem+json');
    expect(reply.body.requestId, name).toBeTruthy();
    if (field === undefined) return;
    const named = reply.body.errors?.[0];
    if (typeof field === 'string') expect(named?.field, name).toBe(field);
    else expect(named?.field, name).toMatch(field);
    expect(named?.fix, name).toBeTruthy();
  };

  it('gets a problem that names field and fix, every time, and the server goes on', async () => {
    const table = await cases();
    for (const bad of table) {
      expectProblem(await call<Problem>(engine.url, bad.path ?? recommendations, bad.body), bad);
    }
    expect((await call(engine.url, '/health/ready')).status).toBe(200);
    expect(table.length).toBeGreaterThanOrEqual(55);
  });

  it.each([
    ['a parameter out of range', '/v1/products/a/similar?limit=-1', 400],
    ['a parameter that is no number', '/v1/products/a/similar?limit=NaN', 400],
    ['a product id that is too long', `/v1/products/${'x'.repeat(250)}/similar`, 400],
    ['an unknown neuron', '/v1/neurons/9999999', 404],
    ['a neuron that is no number', '/v1/neurons/red', 400],
    ['a negative neuron', '/v1/neurons/-1', 400],
    ['a path out of the pictures', '/v1/pictures/..%2f..%2fpackage.json/320', 400],
    ['a picture size that there is not', `/v1/pictures/${'a'.repeat(64)}/9999`, 400],
    ['an unknown picture', `/v1/pictures/${'a'.repeat(64)}/320`, 404],
    ['an upload that is no id', '/v1/catalogue/uploads/1', 400],
  ])('%s', async (name, path, status) => {
    const reply = await call<Problem>(engine.url, path);
    expect(reply.status, `${name}: ${JSON.stringify(reply.body)}`).toBe(status);
    expect(reply.type).toContain('application/problem+json');
  });

  it('of another content type is refused', async () => {
    const reply = await call<Problem>(engine.url, recommendations, '<query/>', {
      'content-type': 'application/xml',
    });
    expect(reply.status).toBe(415);
    expect(reply.type).toContain('application/problem+json');
  });

  it('of a multipart kind is told as well', async () => {
    const form = (parts: Record<string, string | Blob>): FormData => {
      const made = new FormData();
      for (const [name, value] of Object.entries(parts)) made.set(name, value);
      return made;
    };
    const table: [string, FormData, string][] = [
      ['an empty picture', form({ image: new Blob([]) }), 'image'],
      ['malformed JSON', form({ request: '{' }), 'request'],
      ['an unknown part', form({ query: 'mug' }), 'query'],
      ['a text file as a picture', form({ image: new Blob(['hello']) }), 'query.image'],
    ];
    for (const [name, body, field] of table) {
      const reply = await call<Problem>(engine.url, recommendations, body);
      expectProblem(reply, { name, body, field });
    }
  });

  it('over the size limit is refused before it is held in memory', async () => {
    const reply = await call<Problem>(engine.url, recommendations, {
      query: { image: 'A'.repeat(30_000_000) },
    });
    expect(reply.status).toBe(413);
    expect(reply.type).toContain('application/problem+json');
  });
});
