import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type Engine } from '../support/start-engine.js';
import { stillTakesUploads } from '../support/still-takes-uploads.js';
import { form, zip } from '../support/upload-client.js';

let engine: Engine;
const good = { id: 'good', title: 'Good mug' };
const goodRow = JSON.stringify(good);

beforeAll(async () => {
  engine = await startEngine();
});

afterAll(async () => {
  await stillTakesUploads(engine.url);
  await engine.stop();
});

interface Problem {
  readonly status: number;
  readonly errors?: readonly { field: string; message: string; fix: string }[];
}

async function refused(answer: Response, status: number, field: string): Promise<void> {
  const text = await answer.text();
  expect(answer.status, text).toBe(status);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  const problem = JSON.parse(text) as Problem;
  expect(problem.errors?.map((error) => error.field)).toContain(field);
  for (const error of problem.errors ?? []) expect(error.fix.length).toBeGreaterThan(5);
}

const post = (
  body: NonNullable<RequestInit['body']>,
  headers: Record<string, string> = {},
): Promise<Response> => fetch(`${engine.url}/v1/catalogue/uploads`, { method: 'POST', body, headers });

describe('no upload at all', () => {
  const twice = (): FormData => {
    const body = form({ products: goodRow });
    body.append('products', new Blob([goodRow]), 'again.jsonl');
    return body;
  };
  const asText = (): FormData => {
    const body = new FormData();
    body.append('products', goodRow);
    return body;
  };
  const cases: [string, () => FormData | Promise<FormData>, string][] = [
    ['no part at all', () => new FormData(), 'products'],
    ['pictures without products', async () => form({ pictures: await zip({}) }), 'products'],
    ['a part of another name', () => form({ products: goodRow, prices: 'x' }), 'prices'],
    ['the products as a form field', asText, 'products'],
    ['the products twice', twice, 'products'],
    ['0 bytes', () => form({ products: '' }), 'products'],
    ['blanks only', () => form({ products: ' \n\n ' }), 'products'],
    ['a JSON array', () => form({ products: `[${goodRow}]` }), 'products'],
    ['UTF-16', () => form({ products: Buffer.from(`\uFEFF${goodRow}`, 'utf16le') }), 'products'],
    ['gzip', () => form({ products: gzipSync(goodRow) }), 'products'],
    [
      'a spreadsheet',
      async () => form({ products: await zip({ 'xl/workbook.xml': Buffer.from('x') }) }),
      'products',
    ],
    ['an empty reviews file', () => form({ products: goodRow, reviews: '' }), 'reviews'],
    ['pictures that are no zip', () => form({ products: goodRow, pictures: 'not a zip' }), 'pictures'],
    [
      'a truncated zip',
      async () =>
        form({
          products: goodRow,
          pictures: (await zip({ 'a.png': Buffer.alloc(5_000, 7) })).subarray(0, 60),
        }),
      'pictures',
    ],
  ];
  it.each(cases)('%s', async (_, body, field) => refused(await post(await body()), 400, field));

  it('JSON instead of multipart', async () =>
    refused(await post(goodRow, { 'content-type': 'application/json' }), 415, 'content-type'));

  it('multipart without a boundary, and one that breaks off', async () => {
    for (const [type, body] of [
      ['multipart/form-data', 'x'],
      [
        'multipart/form-data; boundary=b',
        '--b\r\ncontent-disposition: form-data; name="products"; filename="a"\r\n\r\n{"id":',
      ],
    ] as const) {
      await refused(await post(body, { 'content-type': type }), 400, 'body');
    }
  });
});

describe('addresses', () => {
  const missing = '00000000-0000-4000-8000-000000000000';
  it.each([
    ['GET', '/v1/catalogue/uploads/no-uuid', 400],
    ['GET', `/v1/catalogue/uploads/${missing}`, 404],
    ['GET', `/v1/catalogue/uploads/${missing}/events`, 404],
    ['GET', `/v1/catalogue/uploads/${missing}/errors`, 404],
    ['GET', `/v1/catalogue/uploads/${missing}/errors?limit=-1`, 400],
    ['GET', `/v1/catalogue/uploads/${missing}/errors?limit=1e9`, 400],
    ['GET', `/v1/catalogue/uploads/${missing}/errors?offset=NaN`, 400],
    ['GET', '/v1/catalogue/products/nobody', 404],
    ['DELETE', '/v1/catalogue/products/nobody', 404],
    ['DELETE', '/v1/catalogue/products/a%00b', 400],
    ['GET', '/v1/catalogue/products/%ED%A0%80', 400],
    ['GET', '/v1/pictures/..%2F..%2Fapplication.lock/320', 400],
    ['GET', `/v1/pictures/${'0'.repeat(64)}/9999`, 400],
    ['GET', `/v1/pictures/${'0'.repeat(64)}/320`, 404],
  ])('%s %s is answered with %d', async (method, path, status) => {
    const answer = await fetch(`${engine.url}${path}`, { method });
    expect(answer.status, await answer.text()).toBe(status);
  });
});
