import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/ask.js';
import { RawConnection, sendRaw, type RawAnswer } from '../support/raw-http.js';
import { spellings } from '../support/spellings.js';
import { startEngine, type Engine } from '../support/start-engine.js';
import { ended, form } from '../support/upload-client.js';

const key = 'a-key-that-only-this-test-knows';
const withKey = { authorization: `Bearer ${key}` };
const atOnce = 8;
const walkMs = 300_000;
const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'PURGE'];

interface Route {
  readonly method: string | readonly string[];
  readonly url: string;
  readonly access: string;
}
interface Attempt {
  readonly name: string;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
}

let engine: Engine;
let routes: readonly Route[] = [];

beforeAll(async () => {
  engine = await startEngine({
    env: { API_KEYS: `another-key-of-this-test,${key}`, LOG_LEVEL: 'debug' },
    onLine: (line) => {
      if (line.includes('"msg":"routes"')) routes = (JSON.parse(line) as { routes: Route[] }).routes;
    },
  });
  const products = `${JSON.stringify({ id: 'kept', title: 'A mug that stays' })}\n`;
  const { body } = await call<{ uploadId: string }>(
    engine.url,
    '/v1/catalogue/uploads',
    form({ products }),
    withKey,
  );
  const follow: typeof fetch = (address, init) => fetch(address, { ...init, headers: withKey });
  expect((await ended(engine.url, body.uploadId, follow)).state).toBe('done');
});

afterAll(() => engine.stop());

/** Values for the parameters of an address, such that a request that is let through finds something. */
const filled = (url: string): string =>
  url
    .replace('/products/:id', '/products/kept')
    .replace('/products/{id}', '/products/kept')
    .replace(/[:{]hash[}]?/, '0'.repeat(64))
    .replace(/[:{]size[}]?/, '320')
    .replace(/[:{]changeId[}]?/, '1')
    .replace('/uploads/:id', '/uploads/00000000-0000-4000-8000-000000000000')
    .replace(/[:{]id[}]?/, '1')
    .replace('*', 'swagger-ui.css');

function closed(): { method: string; path: string }[] {
  const found = routes
    .filter(({ access }) => access !== 'public')
    .flatMap(({ method, url }) => [method].flat().map((each) => ({ method: each, path: filled(url) })));
  return [...new Map(found.map((each) => [`${each.method} ${each.path}`, each])).values()].filter(
    ({ path }) => path.startsWith('/'),
  );
}

const bytesOf = ({ method, target, headers }: Attempt): string =>
  [
    `${method} ${target} HTTP/1.1`,
    `Host: ${new URL(engine.url).host}`,
    ...(['POST', 'PUT', 'PATCH'].includes(method)
      ? ['Content-Type: application/json', 'Content-Length: 2']
      : []),
    ...headers,
    '',
    ['POST', 'PUT', 'PATCH'].includes(method) ? '{}' : '',
  ].join('\r\n');

/** Whether a handler saw the request; a handler's own 400 and 404 count as that. */
function isLetThrough({ status, body }: RawAnswer, method: string): boolean {
  if ([401, 403, 405, 421].includes(status)) return false;
  if (method === 'HEAD') return ![400, 404].includes(status);
  if (status === 404) return !body.includes('There is nothing at this address');
  if (status === 400)
    return !['"field":"path"', '"field":"Host"', 'malformed-http'].some((said) => body.includes(said));
  return true;
}

async function letThrough(attempts: readonly Attempt[]): Promise<string[]> {
  const through: string[] = [];
  const waiting = [...attempts];
  const worker = async (): Promise<void> => {
    const connection = new RawConnection(engine.url);
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const answer = await connection.send(bytesOf(next));
      if (isLetThrough(answer, next.method))
        through.push(
          `${next.name}: ${next.method} ${next.target} -> ${answer.status} ${answer.body.slice(0, 80)}`,
        );
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return through;
}

/** What a request that is let through could have changed. */
async function state(): Promise<unknown> {
  const paths = [
    '/v1/catalogue/products/kept',
    '/v1/encoders',
    '/v1/dictionaries',
    '/v1/neurons/1',
    '/v1/neurons/1/history',
  ];
  return Promise.all(paths.map(async (path) => (await call(engine.url, path, undefined, withKey)).body));
}

describe('with API_KEYS set', () => {
  it('the routes that are open are health and the files of the console, no others', () => {
    expect(routes.length).toBeGreaterThan(40);
    const open = routes.filter(({ access }) => access === 'public').map(({ url }) => url);
    expect(open).toContain('/health/ready');
    for (const url of open)
      expect(url).toMatch(
        /^\/(health\/(live|ready)|assets\/[\w.-]+|favicon\.svg|index\.html|choose|alignment|uploads(\/:id)?|neurons(\/:id)?|)$/,
      );
  });

  it('every operation of the API document is a route that is closed', async () => {
    const { body } = await call<{ paths: Record<string, Record<string, unknown>> }>(
      engine.url,
      '/docs-json',
      undefined,
      withKey,
    );
    const known = new Set(closed().map(({ method, path }) => `${method} ${path}`));
    for (const [path, operations] of Object.entries(body.paths).filter(
      ([path]) => !path.startsWith('/health'),
    ))
      for (const method of Object.keys(operations))
        expect(known).toContain(`${method.toUpperCase()} ${filled(path.replaceAll(/\{(\w+)\}/g, ':$1'))}`);
  });

  it(
    'no spelling of any of them is let through without a key, with a wrong one or with one in the query',
    async () => {
      const before = await state();
      const wrong = [
        [],
        ['Authorization: Bearer a-key-that-nobody-gave-out'],
        [`Authorization: ${key}`],
        [`Authorization: Basic ${Buffer.from(`x:${key}`).toString('base64')}`],
        [`Authorization: Bearer ${key.slice(0, -1)}`],
        [`Authorization: Bearer ${key}, Bearer ${key}`],
        ['Authorization: Bearer wrong', `Authorization: Bearer ${key}`],
        [`X-Api-Key: ${key}`, `Cookie: key=${key}`],
      ];
      // What answers HEAD is the route of GET; it has its turn among the methods.
      const walked = closed().filter(({ method }) => method !== 'HEAD');
      const attempts = walked.flatMap(({ method, path }) =>
        [...spellings(path, engine.url)].flatMap(([name, target]) => [
          ...(name === 'plain' ? wrong : wrong.slice(0, 2)).map((headers) => ({
            name,
            method,
            target,
            headers,
          })),
          ...['api_key', 'access_token', 'authorization']
            .slice(0, name === 'plain' ? 3 : 1)
            .map((parameter) => ({
              name: `${name}, key in the query`,
              method,
              target: `${target}${target.includes('?') ? '&' : '?'}${parameter}=${key}`,
              headers: [],
            })),
        ]),
      );
      const through = await letThrough(attempts);
      console.log(`${attempts.length} attempts at ${walked.length} routes, ${through.length} let through`);
      expect(through).toEqual([]);
      expect(await state()).toEqual(before);
    },
    walkMs,
  );

  it(
    'nor is any other method, by whatever header it is asked for',
    async () => {
      const paths = [...new Set(closed().map(({ path }) => path))];
      const overrides = [
        'X-HTTP-Method-Override: DELETE',
        'X-Original-URL: /health/live',
        'X-Forwarded-Prefix: /health',
      ];
      expect(
        await letThrough(
          paths.flatMap((target) =>
            methods.flatMap((method) =>
              [[], overrides].map((headers) => ({ name: 'method', method, target, headers })),
            ),
          ),
        ),
      ).toEqual([]);
    },
    walkMs,
  );

  it('a wrong key is answered before the body is there', async () => {
    const { status } = await sendRaw(
      engine.url,
      bytesOf({
        name: 'half',
        method: 'DELETE',
        target: '/v1/catalogue/uploads',
        headers: ['Content-Length: 10000000000', 'Content-Type: multipart/form-data; boundary=x'],
      }),
    );
    expect(status).toBe(404);
    const upload = await sendRaw(
      engine.url,
      `POST /v1/catalogue/uploads HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000000000\r\n` +
        'Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n',
    );
    expect(upload.status).toBe(401);
    expect(upload.headers.get('www-authenticate')).toBe('Bearer');
    expect(upload.headers.get('content-type')).toContain('application/problem+json');
  });

  it('either key opens every one of them as it is written', async () => {
    const events = (path: string): boolean => path.endsWith('/events');
    for (const { method, path } of closed().filter(({ method }) => method !== 'OPTIONS')) {
      const answer = await sendRaw(
        engine.url,
        bytesOf({
          name: 'with a key',
          method,
          target: path,
          headers: [`Authorization: bearer ${key}`],
        }),
      );
      expect([401, 403, 405, 421, 500], `${method} ${path}: ${answer.body}`).not.toContain(answer.status);
      if (!path.startsWith('/docs') && method !== 'HEAD' && !events(path))
        expect(answer.body, `${method} ${path}`).not.toContain('There is nothing at this address');
    }
    const other = { authorization: 'Bearer another-key-of-this-test' };
    expect((await call(engine.url, '/metrics', undefined, other)).status).toBe(200);
    // The product was deleted by the walk: with a key, the same requests do change something.
    expect((await call(engine.url, '/v1/catalogue/products/kept', undefined, withKey)).status).toBe(404);
  });
});
