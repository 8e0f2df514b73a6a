import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { call } from '../support/ask.js';
import { sendRaw } from '../support/raw-http.js';
import { startEngine } from '../support/start-engine.js';
import { form } from '../support/upload-client.js';

const key = 'the-key-that-no-log-may-hold';
const guess = 'a-guess-that-no-log-may-hold';
const words = 'words-that-no-log-may-hold';

it('no log holds a key, wherever it is sent, nor what a request holds', async () => {
  const lines: string[] = [];
  const engine = await startEngine({
    env: { API_KEYS: key, LOG_LEVEL: 'trace' },
    onLine: (line) => lines.push(line),
  });
  try {
    const raw = (method: string, target: string, ...headers: readonly string[]): Promise<unknown> =>
      sendRaw(
        engine.url,
        [`${method} ${target} HTTP/1.1`, 'Host: localhost', ...headers, '', ''].join('\r\n'),
      );
    for (const secret of [key, guess]) {
      await raw('GET', `/v1/neurons?api_key=${secret}`, `Authorization: Bearer ${secret}`);
      await raw('GET', `/v1/neurons?limit=${secret}&search=${secret}`, `Authorization: Bearer ${key}`);
      await raw('GET', `/nothing?token=${secret}#${secret}`);
      await raw('GET', `/v1/neurons#access_token=${secret}`);
      await raw('GET', `http://user:${secret}@localhost/v1/neurons`);
      await raw('GET', `/v1/%zz?key=${secret}`);
      await raw('GET', '/v1/neurons', `Cookie: session=${secret}`, `X-Api-Key: ${secret}`);
      await raw('GET', '/v1/neurons', `Host: ${secret}`);
      await raw('FOO', `/v1/neurons?key=${secret}`);
    }
    await raw('GET', `/v1/catalogue/products/${key}`, `Authorization: Bearer ${key}`, `X-Request-Id: ${key}`);
    const authorization = { authorization: `Bearer ${key}` };
    const ask = (path: string, body: unknown): Promise<unknown> =>
      call(engine.url, path, body, authorization);
    await ask('/v1/recommendations', { query: { text: words } });
    await ask('/v1/recommendations', { query: { text: 7, [words]: words } });
    await ask('/v1/recommendations', `{"query":{"text":"${words}"`);
    await ask('/v1/recommendations', { query: { image: `http://${words}:${guess}@127.0.0.1/${words}` } });
    await ask(
      '/v1/catalogue/uploads',
      form({ products: `{"id":"${words}\n{"id":"b","title":"${words}","x":1}` }),
    );
    await ask('/v1/catalogue/uploads', form({ products: JSON.stringify({ id: 'c', title: words }) }));
  } finally {
    await engine.stop();
  }
  expect(lines.length).toBeGreaterThan(30);
  for (const secret of [key, guess, words]) expect(lines.filter((line) => line.includes(secret))).toEqual([]);
}, 240_000);

it.each([
  'postgres://shop:geheim-geheim@127.0.0.1:1/shop',
  'postgres://127.0.0.1:1/shop?user=shop&password=geheim-geheim',
  'postgres://shop:geheim-geheim@[::1/shop',
  'postgres://shop:ge%heim-geheim@127.0.0.1:1/shop',
  'mysql://shop:geheim-geheim@127.0.0.1/shop',
])(
  'a start that fails does not tell %s',
  async (databaseUrl) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'concella-'));
    const output = await new Promise<string>((resolve) => {
      const env = {
        ...process.env,
        PORT: '0',
        DATA_DIR: dataDir,
        LOG_LEVEL: 'trace',
        DATABASE_URL: databaseUrl,
      };
      execFile(process.execPath, ['dist/apps/api/src/main.js'], { env, timeout: 110_000 }, (_, ...both) =>
        resolve(both.join('\n')),
      );
    });
    await rm(dataDir, { recursive: true, force: true });
    expect(output).toContain('DATABASE_URL');
    expect(output).not.toMatch(/geheim/);
  },
  120_000,
);
