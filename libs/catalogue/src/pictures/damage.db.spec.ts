import { readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCatalogue, type CatalogueApp } from '../../../../test/support/catalogue-app.js';
import { ended, upload, zip } from '../../../../test/support/upload-client.js';
import { Products } from '../product.js';

let catalogue: CatalogueApp;
let picture: Buffer;
let hash: string;

const parts = async (): Promise<Record<string, string | Buffer>> => ({
  products: JSON.stringify({ id: 'mug', title: 'Red mug', pictures: ['mug.jpg'] }),
  pictures: await zip({ 'mug.jpg': picture }),
});
const fileOf = (folder: string, key: string): string => join(catalogue.folder, folder, key.slice(0, 2), key);
const get = (size: string): Promise<Response> => fetch(`${catalogue.url}/v1/pictures/${hash}/${size}`);

beforeAll(async () => {
  catalogue = await startCatalogue();
  picture = await sharp({ create: { width: 400, height: 300, channels: 3, background: 'red' } })
    .withExif({ IFD0: { Artist: 'Jane Roe' } })
    .jpeg()
    .toBuffer();
  await ended(catalogue.url, await upload(catalogue.url, await parts()));
  const [mug] = await catalogue.app.get<Products>(Products).byIds(['mug']);
  hash = mug?.pictures[0]?.contentHash ?? '';
});

afterAll(() => catalogue.stop());

const damages: [string, (path: string) => Promise<void>][] = [
  ['truncated', (path) => truncate(path, 100)],
  ['emptied', (path) => truncate(path, 0)],
  ['replaced', async (path) => writeFile(path, await sharp(picture).negate().jpeg().toBuffer())],
  [
    'changed in one bit',
    async (path) => {
      const contents = await readFile(path);
      contents[contents.length >> 1] = (contents[contents.length >> 1] ?? 0) ^ 1;
      await writeFile(path, contents);
    },
  ],
];

describe('a stored picture that is', () => {
  it.each(damages)('%s is not served, and the same upload repairs it', async (_, damage) => {
    const path = fileOf('pictures', hash);
    await damage(path);
    await rm(join(catalogue.folder, 'thumbnails'), { recursive: true, force: true });
    for (const size of ['original', '160', '640']) {
      const answer = await get(size);
      expect(answer.status).toBe(410);
      expect(answer.headers.get('cache-control') ?? '').not.toContain('immutable');
      expect(await answer.json()).toMatchObject({ errors: [{ field: 'hash' }] });
    }
    expect((await ended(catalogue.url, await upload(catalogue.url, await parts()))).state).toBe('done');
    expect(await readFile(path)).toEqual(picture);
    for (const size of ['original', '160']) {
      const answer = await get(size);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toContain('immutable');
    }
  });

  it('removed is 404, and comes back by the same upload', async () => {
    await rm(fileOf('pictures', hash));
    await rm(join(catalogue.folder, 'thumbnails'), { recursive: true, force: true });
    expect((await get('320')).status).toBe(404);
    await ended(catalogue.url, await upload(catalogue.url, await parts()));
    expect((await get('320')).status).toBe(200);
  });
});

describe('a picture made for serving', () => {
  it.each(damages)('that is %s is made again', async (_, damage) => {
    for (const size of ['160', 'original']) {
      const whole = Buffer.from(await (await get(size)).arrayBuffer());
      expect(whole.includes('Jane Roe')).toBe(false);
      const path = fileOf('thumbnails', `${hash}-${size}`);
      const kept = await readFile(path);
      await damage(path);
      const answer = await get(size);
      expect(answer.status).toBe(200);
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(whole);
      expect(await readFile(path)).toEqual(kept);
    }
  });

  it('leaves no half-written file behind', async () => {
    expect(await readdir(join(catalogue.folder, 'pictures', 'incoming'))).toEqual([]);
    expect((await stat(fileOf('pictures', hash))).size).toBe(picture.length);
  });
});
