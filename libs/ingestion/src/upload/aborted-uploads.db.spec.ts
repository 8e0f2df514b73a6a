import { randomUUID } from 'node:crypto';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONFIG, type Config } from '#platform';
import { startCatalogue, type CatalogueApp } from '../../../../test/support/catalogue-app.js';
import { ended, reports, upload } from '../../../../test/support/upload-client.js';
import { Housekeeping } from '../housekeeping.js';

let catalogue: CatalogueApp;
const uploads = (): string => join(catalogue.folder, 'uploads');
const folders = (): Promise<string[]> => readdir(uploads()).catch(() => []);
const rows = async (): Promise<string | undefined> => {
  const found: { n: string }[] = await catalogue.platform.dataSource.query(
    'select count(*) as n from upload',
  );
  return found[0]?.n;
};

beforeAll(async () => {
  catalogue = await startCatalogue({ UPLOADS_KEPT_DAYS: '30' });
});

afterAll(() => catalogue.stop());

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; !(await holds()); waited += 50) {
    if (waited > 20_000) throw new Error('waited too long');
    await sleep(50);
  }
}

describe('an upload whose client leaves midway', () => {
  const head = (length: string): string =>
    `POST /v1/catalogue/uploads HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=b\r\n${length}\r\n\r\n`;
  const part = '--b\r\ncontent-disposition: form-data; name="products"; filename="p.jsonl"\r\n\r\n';

  it.each([
    ['after the head', head('content-length: 100000')],
    ['in the part', head('content-length: 100000') + part + '{"id":"x"'],
    ['after a whole part', head('content-length: 100000') + part + '{"id":"x","title":"X"}\r\n--b\r\n'],
    [
      'in a chunk',
      head('transfer-encoding: chunked') + `${(part.length + 100).toString(16)}\r\n${part}{"id"`,
    ],
  ])('%s leaves no files and no row', async (_, sent) => {
    const before = await rows();
    for (const leave of ['end', 'reset'] as const) {
      const socket = connect(Number(new URL(catalogue.url).port), '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(sent);
      await until(async () => (await folders()).length > 0);
      if (leave === 'reset') socket.resetAndDestroy();
      else socket.destroy();
      await until(async () => (await folders()).length === 0);
    }
    expect(await rows()).toBe(before);
  });

  it('and one that breaks the rules of multipart leave nothing either', async () => {
    for (const body of ['', part, `${part}{"id":"x"}`, `${part}{"id":"x"}\r\n--b`]) {
      const answer = await fetch(`${catalogue.url}/v1/catalogue/uploads`, {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=b' },
        body,
      });
      expect(answer.status).toBe(400);
    }
    expect(await folders()).toEqual([]);
  });
});

describe('housekeeping', () => {
  const left = async (writtenAgoMs: number): Promise<string> => {
    const id = randomUUID();
    await mkdir(join(uploads(), id), { recursive: true });
    const file = join(uploads(), id, 'products');
    await writeFile(file, '{"id":');
    const then = new Date(Date.now() - writtenAgoMs);
    for (const path of [file, join(uploads(), id)]) await utimes(path, then, then);
    return id;
  };
  const hours = 60 * 60_000;

  it('removes what a crash left, at once in a folder of its own', async () => {
    await left(0);
    await left(5 * hours);
    await catalogue.app.get(Housekeeping).tidy();
    expect(await folders()).toEqual([]);
  });

  it('leaves alone what another process may be receiving in a shared folder', async () => {
    const config = catalogue.app.get<{ databaseUrl: string | undefined }>(CONFIG);
    config.databaseUrl = 'postgres://shared';
    try {
      const fresh = await left(0);
      await left(2 * hours);
      await catalogue.app.get(Housekeeping).tidy();
      expect(await folders()).toEqual([fresh]);
    } finally {
      config.databaseUrl = undefined;
      await catalogue.app.get(Housekeeping).tidy();
    }
  });

  it('forgets uploads that ended long ago with their reports, never one that runs', async () => {
    expect(catalogue.app.get<Config>(CONFIG).uploadsKeptDays).toBe(30);
    const { url, platform } = catalogue;
    const rowsOf = '{"id":"kept","title":"Kept"}\n{"id":"bad"}';
    const ids: string[] = [];
    for (let n = 0; n < 4; n += 1) ids.push(await upload(url, { products: rowsOf }));
    for (const id of ids) await ended(url, id);
    const [old, recent, running, failed] = ids;
    const age = (id: string | undefined, state: string, days: number): Promise<unknown> =>
      platform.dataSource.query(
        `update upload set state = $2, finished_at = now() - make_interval(days => $3),
           created_at = now() - make_interval(days => $3) where id = $1`,
        [id, state, days],
      );
    await age(old, 'done', 31);
    await age(recent, 'done', 29);
    await age(running, 'running', 400);
    await age(failed, 'failed', 31);
    await catalogue.app.get(Housekeeping).tidy();
    const status = async (id: string | undefined): Promise<number> =>
      (await fetch(`${url}/v1/catalogue/uploads/${id}`)).status;
    expect(await Promise.all(ids.map(status))).toEqual([404, 200, 200, 404]);
    expect(await reports(url, recent ?? '')).toHaveLength(1);
    const [left]: { n: string }[] = await platform.dataSource.query(
      'select count(*) as n from upload_error where upload_id = any($1)',
      [[old, failed]],
    );
    expect(left?.n).toBe('0');
    await age(running, 'done', 0);
  });
});
