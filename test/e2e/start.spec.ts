import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, type Problem } from '../support/ask.js';
import { engineProcess } from '../support/engine-process.js';
import { PostgresServer } from '../support/postgres-server.js';
import { sendRaw, type RawAnswer } from '../support/raw-http.js';

const products = 6_000;

let folder: string;
let database: PostgresServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'concella-early-'));
  await chmod(folder, 0o755);
  database = await PostgresServer.start();
});

afterAll(async () => {
  await database.end('fast');
  // On a busy machine initdb of the start that was stopped may still be ending.
  await rm(folder, { recursive: true, force: true, maxRetries: 30, retryDelay: 100 });
});

interface Ready {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, string>>;
}

const env = (): Record<string, string> => ({
  DATABASE_URL: database.url,
  DATA_DIR: folder,
  LOG_LEVEL: 'info',
});

it(
  'the port opens before a long renewal, tells its progress, and everything answers afterwards',
  { timeout: 300_000 },
  async () => {
    const first = engineProcess(env());
    await expect
      .poll(async () => (await call(await first.url, '/health/ready')).status, { timeout: 120_000 })
      .toBe(200);
    first.child.kill('SIGTERM');
    expect(await first.code).toBe(0);

    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    // As a version that read passages otherwise left them.
    await client.query(
      `insert into product (id, title, description, content_hash)
     select 'old-' || n, 'Old mug ' || n, 'A mug of number ' || n || '. It is red. It holds tea.', '0:' || md5(n::text)
     from generate_series(1, $1::int) n`,
      [products],
    );

    const second = engineProcess(env());
    const url = await second.url;
    const told = new Set<string>();
    let refused: { status: number; type: string; body: Problem; retryAfter: string | null } | undefined;
    let foreign: RawAnswer | undefined;
    let malformed: RawAnswer | undefined;
    for (;;) {
      const { status, body } = await call<Ready>(url, '/health/ready');
      expect((await call(url, '/health/live')).status).toBe(200);
      if (status === 200) break;
      expect(status).toBe(503);
      expect(body.ready).toBe(false);
      const { passages } = body.checks;
      if (passages !== undefined) told.add(passages);
      if (refused || passages === undefined) continue;
      const answer = await fetch(`${url}/v1/catalogue/facets`);
      refused = {
        status: answer.status,
        type: answer.headers.get('content-type') ?? '',
        retryAfter: answer.headers.get('retry-after'),
        body: (await answer.json()) as Problem,
      };
      // A foreign name is not answered either while it starts, and what is no HTTP gets the same plain refusal.
      foreign = await sendRaw(url, 'GET /health/ready HTTP/1.1\r\nHost: shop.evil.example\r\n\r\n');
      malformed = await sendRaw(url, 'GET /health/ready\r\n\r\n');
    }
    expect(told.size).toBeGreaterThan(3);
    for (const progress of told)
      expect(progress).toMatch(/^the passages of [\d,]+ of 6,000 products are read again$/);
    expect(refused).toMatchObject({
      status: 503,
      retryAfter: '2',
      type: 'application/problem+json; charset=utf-8',
    });
    expect(refused?.body.detail).toContain('of 6,000 products are read again');

    expect(foreign?.status).toBe(421);
    expect(foreign?.body).toContain('ALLOWED_HOSTS');
    expect(malformed?.status).toBe(400);
    expect(malformed?.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');

    // The same process, the same port.
    expect((await call(url, '/v1/catalogue/facets')).status).toBe(200);
    const { rows } = await client.query<{ old: string }>(
      `select count(*) as old from product where content_hash like '0:%'`,
    );
    expect(rows[0]?.old).toBe('0');

    // What supervisors and scrapers ask is no news.
    expect(second.output.filter((line) => line.includes('"/health/'))).toEqual([]);
    second.child.kill('SIGKILL');
    await second.code;
    await client.end();
  },
);

it('a stop in the middle of the start is a clean one', { timeout: 120_000 }, async () => {
  const engine = engineProcess({ DATA_DIR: join(folder, 'stopped') });
  await engine.url;
  engine.child.kill('SIGTERM');
  expect(await engine.code, engine.output.join('\n')).toBe(0);
  expect(engine.errors.join('\n')).not.toContain('could not start');
});
