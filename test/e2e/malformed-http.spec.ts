import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, type Problem } from '../support/ask.js';
import { sendRaw } from '../support/raw-http.js';
import { startEngine, type Engine } from '../support/start-engine.js';
import { ended, reports, upload } from '../support/upload-client.js';

let engine: Engine;

beforeAll(async () => {
  engine = await startEngine();
});

afterAll(() => engine.stop());

const host = 'Host: localhost\r\n';
const json = 'Content-Type: application/json\r\n';
const post = `POST /v1/recommendations HTTP/1.1\r\n${host}`;

describe('what is no request', () => {
  it.each([
    ['a broken percent-encoding', `GET /v1/%zz HTTP/1.1\r\n${host}\r\n`, 400],
    ['a lone percent sign', `GET /v1/neurons% HTTP/1.1\r\n${host}\r\n`, 400],
    ['bytes that are no UTF-8', `GET /v1/%ff HTTP/1.1\r\n${host}\r\n`, 400],
    ['an id that is too long', `GET /v1/catalogue/products/${'a'.repeat(400)} HTTP/1.1\r\n${host}\r\n`, 414],
    ['an address that is too long', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n${host}\r\n`, 431],
    ['a header that is too long', `GET / HTTP/1.1\r\n${host}X: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['a thousand headers', `GET / HTTP/1.1\r\n${host}${'Abcdef: ghijkl\r\n'.repeat(2_000)}\r\n`, 431],
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['TLS', Buffer.from('16030102000100', 'hex'), 400],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['another version', `GET / HTTP/9.9\r\n${host}\r\n`, 400],
    ['an unknown method', `FOO / HTTP/1.1\r\n${host}\r\n`, 400],
    ['a method in small letters', `get / HTTP/1.1\r\n${host}\r\n`, 400],
    ['an address without a slash', `GET v1/neurons HTTP/1.1\r\n${host}\r\n`, 400],
    ['a blank in the address', `GET /v1/ neurons HTTP/1.1\r\n${host}\r\n`, 400],
    ['a method that has no handler', `PURGE /v1/neurons HTTP/1.1\r\n${host}\r\n`, 404],
    ['TRACE', `TRACE / HTTP/1.1\r\n${host}\r\n`, 404],
    ['the server as a whole', `OPTIONS * HTTP/1.1\r\n${host}\r\n`, 404],
    ['a tunnel', `CONNECT localhost:80 HTTP/1.1\r\n${host}\r\n`, 405],
    ['an expectation', `${post}${json}Expect: tea\r\nContent-Length: 2\r\n\r\n{}`, 417],
    ['a length and chunks', `${post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    ['two lengths', `${post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400],
    ['a length that is no number', `${post}Content-Length: two\r\n\r\n{}`, 400],
    ['an encoding of the transfer that is unknown', `${post}Transfer-Encoding: gzip\r\n\r\n{}`, 400],
    ['a chunk that is none', `${post}${json}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 400],
    ['a header that is none', `GET / HTTP/1.1\r\n${host}no header\r\n\r\n`, 400],
    ['a header on two lines', `GET / HTTP/1.1\r\n${host}A: b\r\n c\r\n\r\n`, 400],
    ['a NUL in a header', `GET / HTTP/1.1\r\n${host}A: b\0c\r\n\r\n`, 400],
  ])('%s is answered with a problem', async (_, bytes, status) => {
    const answer = await sendRaw(engine.url, bytes);
    expect(answer.status, answer.body).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const problem = JSON.parse(answer.body) as Problem;
    expect(problem.status).toBe(status);
    expect(problem.type).toMatch(/^urn:concella:problem:/);
    expect(problem.detail).not.toBe('');
  });

  it('does not keep others from being answered', async () => {
    expect((await sendRaw(engine.url, `GET /health/live HTTP/1.0\r\n${host}\r\n`)).status).toBe(200);
  });
});

describe('parts and keys', () => {
  const query = JSON.stringify({ query: { text: 'mug' } });
  const fields = (...parts: readonly [string, string | Blob][]): FormData => {
    const body = new FormData();
    for (const [name, value] of parts) body.append(name, value);
    return body;
  };

  it.each(['/v1/recommendations', '/v1/dialogue', '/v1/explanations/why-not'])(
    'of %s come once',
    async (path) => {
      const picture = new Blob(['x']);
      for (const [body, field] of [
        [fields(['request', query], ['request', query]), 'request'],
        [fields(['image', picture], ['image', picture]), 'image'],
      ] as const) {
        const { status, body: problem } = await call<Problem>(engine.url, path, body);
        expect(status).toBe(400);
        expect(problem.errors).toEqual([{ field, message: 'is there twice', fix: 'send each part once' }]);
      }
    },
  );

  it.each(['{"query":{"text":"mug"},"__proto__":{}}', '{"query":{"text":"mug","\\u005f_proto__":1}}'])(
    'named "__proto__" are refused: %s',
    async (body) => {
      for (const sent of [body, fields(['request', body])]) {
        const answer = await call<Problem>(engine.url, '/v1/recommendations', sent);
        expect(answer.status).toBe(400);
        expect(answer.type).toContain('application/problem+json');
        expect(answer.body.errors?.[0]?.message).toContain('"__proto__"');
      }
    },
  );

  it('of attributes are kept as they are named, or reported', async () => {
    const row = (id: string, attributes: string): string =>
      `{"id":"${id}","title":"Mug","attributes":${attributes}}\n`;
    const id = await upload(engine.url, {
      products: row('kept', '{"constructor":"hand","toString":"blue"}') + row('refused', '{"__proto__":"x"}'),
    });
    expect((await ended(engine.url, id)).counts).toMatchObject({ accepted: 1, rejected: 1 });
    expect(await reports(engine.url, id)).toMatchObject([{ row: 2, field: 'attributes' }]);
    const kept = await call<{ attributes: object }>(engine.url, '/v1/catalogue/products/kept');
    expect(Object.entries(kept.body.attributes).sort()).toEqual([
      ['constructor', 'hand'],
      ['toString', 'blue'],
    ]);
    const csv = await upload(engine.url, {
      products: {
        name: 'p.csv',
        contents: 'id,title,attributes.__proto__,attributes.constructor\na,Mug,x,y\n',
      },
    });
    await ended(engine.url, csv);
    expect(await reports(engine.url, csv)).toMatchObject([{ row: 2, field: 'attributes' }]);
    const whyNot = await call(engine.url, '/v1/explanations/why-not', {
      query: { text: 'mug' },
      productId: 'kept',
      filter: { attributes: { valueOf: 'x', constructor: 'hand' } },
    });
    expect([200, 409]).toContain(whyNot.status);
  });
});

describe('a multipart body that can not be read', () => {
  it.each(['/v1/recommendations', '/v1/dialogue', '/v1/explanations/why-not'])(
    'gets 400 with the field: %s',
    async (path) => {
      const part = 'Content-Disposition: form-data; name="request"\r\n\r\n{"query":{"text":"mug"}}';
      const table: [string, string, string][] = [
        ['no boundary', 'multipart/form-data', 'x'],
        ['an empty boundary', 'multipart/form-data; boundary=', 'x'],
        ['junk', 'multipart/form-data; boundary=x', 'hello'],
        ['another boundary', 'multipart/form-data; boundary=y', `--x\r\n${part}\r\n--x--\r\n`],
        ['cut short', 'multipart/form-data; boundary=x', `--x\r\n${part}`],
      ];
      for (const [name, type, body] of table) {
        const answer = await fetch(`${engine.url}${path}`, {
          method: 'POST',
          headers: { 'content-type': type },
          body,
        });
        const problem = (await answer.json()) as Problem;
        expect({ name, status: answer.status, field: problem.errors?.[0]?.field }).toEqual({
          name,
          status: 400,
          field: 'body',
        });
      }
    },
  );
});
