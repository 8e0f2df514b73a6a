import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, type Problem } from '../support/ask.js';
import { sendRaw, type RawAnswer } from '../support/raw-http.js';
import { startEngine, type Engine } from '../support/start-engine.js';
import { ended, upload, zip } from '../support/upload-client.js';

const storefront = 'https://shop.example';
const query = JSON.stringify({ query: { text: 'mug' } });

let engine: Engine;
let port: string;

beforeAll(async () => {
  engine = await startEngine({
    env: { ALLOWED_HOSTS: 'concella.example,[fd00::7]', CORS_ORIGINS: storefront },
  });
  ({ port } = new URL(engine.url));
  const id = await upload(engine.url, {
    products: JSON.stringify({ id: 'kept', title: 'Mug', pictures: ['a.png'] }),
    pictures: await zip({
      'a.png': await sharp({ create: { width: 32, height: 32, channels: 3, background: 'red' } })
        .png()
        .toBuffer(),
    }),
  });
  expect((await ended(engine.url, id)).state).toBe('done');
});

afterAll(() => engine.stop());

const ask = (head: readonly string[], body = ''): Promise<RawAnswer> =>
  sendRaw(engine.url, [...head, ...(body ? [`Content-Length: ${body.length}`] : []), '', body].join('\r\n'));

/** Sends headers that fetch does not let a program set. */
const from = (
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body = '',
): Promise<RawAnswer> =>
  ask(
    [
      `${method} ${path} HTTP/1.1`,
      `Host: localhost:${port}`,
      ...(body ? ['Content-Type: application/json'] : []),
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ],
    body,
  );

describe('the Host of a request', () => {
  const live = (...headers: readonly string[]): Promise<RawAnswer> =>
    ask(['GET /health/live HTTP/1.1', ...headers]);

  it.each([
    'localhost',
    'LOCALHOST:80',
    'localhost:65535',
    '127.0.0.1',
    '127.1.2.3:9',
    '[::1]:3000',
    'concella.example',
    'Concella.Example:443',
    '[fd00::7]',
  ])('%s is answered', async (host) => expect((await live(`Host: ${host}`)).status).toBe(200));

  it.each([
    'evil.example',
    'localhost.evil.example',
    'evil.localhost',
    'localhost.',
    '127.0.0.1.nip.io',
    '127.0.0.1.',
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '127.1',
    '127.0.0.01',
    '0.0.0.0',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '169.254.169.254',
    'www.concella.example',
    'concella.example.evil.example',
    'xn--localhost-9za',
  ])('%s is misdirected', async (host) => {
    const answer = await live(`Host: ${host}`);
    expect(answer.status).toBe(421);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toContain('ALLOWED_HOSTS');
    expect((await live(`Host: ${host}:${port}`)).status).toBe(421);
  });

  it.each([
    [],
    ['Host:'],
    ['Host: localhost', 'Host: localhost'],
    ['Host: localhost', 'host: evil.example'],
    ['Host: localhost, evil.example'],
    ['Host: localhost evil.example'],
    ['Host: user@localhost'],
    ['Host: localhost@evil.example'],
    ['Host: localhost:80:80'],
    ['Host: localhost:http'],
    ['Host: localhost/evil'],
    ['Host: localhost#evil'],
    ['Host: localhost\\evil'],
    ['Host: [::1'],
    ['Host: http://localhost'],
    ['Host: localh\u00f6st'],
  ])('%s is malformed', async (...headers) => {
    const answer = await live(...headers);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('counts in every address, also of pages, files and addresses that lead nowhere', async () => {
    for (const path of ['/', '/neurons', '/favicon.svg', '/v1/neurons', '/docs', '/metrics', '/nothing'])
      expect((await ask([`GET ${path} HTTP/1.1`, 'Host: evil.example'])).status, path).toBe(421);
    const preflight = await ask([
      'OPTIONS /v1/recommendations HTTP/1.1',
      'Host: evil.example',
      `Origin: ${storefront}`,
      'Access-Control-Request-Method: POST',
    ]);
    expect(preflight.status).toBe(421);
    expect(preflight.headers.has('access-control-allow-origin')).toBe(false);
  });

  it('counts beside the host of an absolute address', async () => {
    const at = (target: string, host: string): Promise<RawAnswer> =>
      ask([`GET ${target} HTTP/1.1`, `Host: ${host}`]);
    expect((await at('http://evil.example/health/live', 'localhost')).status).toBe(421);
    expect((await at('http://localhost/health/live', 'evil.example')).status).toBe(421);
    expect((await at('http://localhost@evil.example/health/live', 'localhost')).status).toBe(400);
    expect((await at('http://localhost/health/live', 'localhost')).status).toBe(200);
    expect((await ask(['GET /health/live HTTP/1.0'])).status).toBe(400);
  });
});

describe('a request that may change something', () => {
  const origin = (value: string): Record<string, string> => ({ Origin: value });
  const site = (value: string): Record<string, string> => ({ 'Sec-Fetch-Site': value });

  const foreign: Record<string, string>[] = [
    origin('https://evil.example'),
    origin('null'),
    origin(''),
    origin('http://localhost'),
    origin('http://localhost:1'),
    origin('http://localhost.evil.example'),
    origin('file://'),
    origin('chrome-extension://localhost'),
    origin('https://shop.example.evil.example'),
    origin('http://shop.example'),
    origin('https://shop.example:8443'),
    origin('https://SHOP.example'),
    site('cross-site'),
    site('same-site'),
    site('anything'),
    { ...origin('null'), ...site('same-origin') },
    { ...site('cross-site'), ...origin('https://evil.example'), Referer: 'http://localhost/' },
  ];
  it.each(foreign)('from %o is refused', async (headers) => {
    for (const [method, path] of [
      ['POST', '/v1/recommendations'],
      ['POST', '/v1/catalogue/uploads'],
      ['DELETE', '/v1/catalogue/products/kept'],
      ['PUT', '/v1/neurons/1/hidden'],
      ['POST', '/v1/encoders/rollback'],
      ['POST', '/v1/dictionaries'],
    ] as const) {
      const answer = await from(method, path, headers, query);
      expect(answer.status, `${method} ${path}`).toBe(403);
      expect((JSON.parse(answer.body) as Problem).type).toBe('urn:concella:problem:foreign-origin');
      expect(answer.headers.has('access-control-allow-origin')).toBe(false);
    }
    expect((await call(engine.url, '/v1/catalogue/products/kept')).status).toBe(200);
  });

  it('passes from programs, from pages of this installation and from typed addresses', async () => {
    for (const headers of [
      {},
      origin(`http://localhost:${port}`),
      // Behind a proxy that ends TLS.
      origin(`https://localhost:${port}`),
      site('same-origin'),
      site('none'),
      { ...site('same-origin'), ...origin(`http://localhost:${port}`) },
    ])
      expect((await from('POST', '/v1/recommendations', headers, query)).status).toBe(200);
  });

  it('passes from a storefront of CORS_ORIGINS where it only reads', async () => {
    const headers = { ...origin(storefront), ...site('cross-site') };
    for (const path of [
      '/v1/recommendations',
      '/v1/dialogue',
      '/v1/explanations/why-not',
      '/v1/explanations/evidence',
      '/v1/explanations/units',
      '/v1/alignment',
      '/v1/neurons/fire',
    ]) {
      const answer = await from('POST', path, headers, '{}');
      expect(answer.status, path).toBe(400);
      expect(answer.headers.get('access-control-allow-origin'), path).toBe(storefront);
    }
    expect((await from('POST', '/v1/recommendations', headers, query)).status).toBe(200);
    for (const [method, path] of [
      ['POST', '/v1/catalogue/uploads'],
      ['DELETE', '/v1/catalogue/products/kept'],
      ['PUT', '/v1/neurons/1/name'],
      ['PUT', '/v1/neurons/1/excluded'],
      ['POST', '/v1/neurons/changes/1/undo'],
      ['POST', '/v1/encoders/standby'],
      ['POST', '/v1/encoders/standby/report'],
      ['POST', '/v1/encoders/switch'],
      ['POST', '/v1/dictionaries/1/activate'],
    ] as const)
      expect((await from(method, path, headers, '{}')).status, `${method} ${path}`).toBe(403);
  });
});

describe('a page of another origin', () => {
  const preflight = (origin: string, method: string, path: string): Promise<RawAnswer> =>
    from('OPTIONS', path, {
      Origin: origin,
      'Access-Control-Request-Method': method,
      'Access-Control-Request-Headers': 'authorization,content-type',
    });

  it('of CORS_ORIGINS may ask with a key, and read', async () => {
    const { status, headers } = await preflight(storefront, 'POST', '/v1/recommendations');
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(storefront);
    expect(headers.get('access-control-allow-headers')?.split(', ')).toEqual(
      expect.arrayContaining(['authorization', 'content-type']),
    );
    expect(headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST');
    expect(headers.has('access-control-allow-credentials')).toBe(false);
    expect(headers.get('vary')).toContain('Origin');
    const read = await from('GET', '/v1/catalogue/facets', { Origin: storefront });
    expect(read.headers.get('access-control-allow-origin')).toBe(storefront);
    expect(read.headers.get('vary')).toContain('Origin');
  });

  it.each(['https://evil.example', 'null', 'http://shop.example', 'https://shop.example.evil.example'])(
    '%s may not',
    async (origin) => {
      const answer = await preflight(origin, 'POST', '/v1/recommendations');
      expect(answer.status).toBe(404);
      const read = await from('GET', '/v1/catalogue/facets', { Origin: origin });
      for (const { headers } of [answer, read])
        expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    },
  );

  it('may show pictures if it is a storefront, and put nothing into a frame', async () => {
    const product = await call<{ pictures: { hash: string }[] }>(engine.url, '/v1/catalogue/products/kept');
    const hash = product.body.pictures[0]?.hash ?? '';
    for (const size of ['160', 'original']) {
      const picture = await fetch(`${engine.url}/v1/pictures/${hash}/${size}`);
      expect(picture.status).toBe(200);
      expect(picture.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      expect(picture.headers.get('x-content-type-options')).toBe('nosniff');
      expect(picture.headers.get('content-type')).toMatch(/^image\//);
    }
    for (const path of ['/', '/neurons', '/docs', '/v1/neurons', '/nothing', '/health/live']) {
      const { headers } = await fetch(`${engine.url}${path}`);
      expect(headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'");
      expect(headers.get('x-frame-options'), path).toBe('DENY');
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('referrer-policy'), path).toBe('no-referrer');
      expect(headers.get('cross-origin-resource-policy'), path).toBe('same-origin');
      expect(headers.get('content-security-policy'), path).not.toContain('upgrade-insecure');
      expect(headers.has('strict-transport-security'), path).toBe(false);
    }
  });
});
