import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OpenEncoders } from '#encoder';
import { PassageRenewal, Pictures, Products } from '#catalogue';
import { ZipFile } from 'yazl';
import { startCatalogue, type CatalogueApp } from '../../../test/support/catalogue-app.js';

interface Progress {
  readonly state: string;
  readonly counts: Record<'read' | 'accepted' | 'rejected' | 'encoded' | 'indexed', number>;
  readonly failure: string | null;
}

let catalogue: CatalogueApp;
let { app, platform, url } = {} as CatalogueApp;

beforeAll(async () => {
  catalogue = await startCatalogue();
  ({ app, platform, url } = catalogue);
});

afterAll(() => catalogue.stop());

async function upload(
  parts: Record<string, string | Buffer>,
  names: Record<string, string> = {},
): Promise<string> {
  const form = new FormData();
  for (const [part, contents] of Object.entries(parts))
    form.set(part, new Blob([Buffer.from(contents)]), names[part] ?? part);
  const response = await fetch(`${url}/v1/catalogue/uploads`, { method: 'POST', body: form });
  expect(response.status, await response.clone().text()).toBe(202);
  return ((await response.json()) as { uploadId: string }).uploadId;
}

async function ended(id: string): Promise<Progress> {
  for (;;) {
    const progress = (await (await fetch(`${url}/v1/catalogue/uploads/${id}`)).json()) as Progress;
    if (progress.state === 'done' || progress.state === 'failed') return progress;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function errors(
  id: string,
): Promise<{ file: string; row: number; field: string; message: string; fix: string }[]> {
  const answer = await fetch(`${url}/v1/catalogue/uploads/${id}/errors`);
  return ((await answer.json()) as { errors: never[] }).errors;
}

async function picture(colour: string): Promise<Buffer> {
  return sharp({ create: { width: 40, height: 30, channels: 3, background: colour } })
    .png()
    .toBuffer();
}

async function zip(entries: Record<string, Buffer>): Promise<Buffer> {
  const file = new ZipFile();
  for (const [name, contents] of Object.entries(entries)) file.addBuffer(contents, name);
  file.end();
  const chunks: Buffer[] = [];
  for await (const chunk of file.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const lines = (...rows: object[]): string => rows.map((row) => JSON.stringify(row)).join('\n');
const mug = {
  id: 'mug-1',
  title: 'Red Stoneware Mug',
  description: 'A solid everyday mug. Dishwasher safe.',
  price: 12.5,
  currency: 'EUR',
  category: ['Kitchen', 'Mugs'],
  attributes: { colour: 'red', sizes: ['S', 'L'] },
  pictures: ['mug-1.png'],
  reviews: [{ rating: 5, title: 'Warm', text: 'Keeps my tea warm.', date: '2026-03-10' }],
};

describe('an upload', () => {
  it('goes from file to channel vectors, and again without encoding anything', async () => {
    const body = {
      products: lines(mug, { id: 'shirt', title: 'Blue Shirt', variantOf: 'mug-1' }),
      pictures: await zip({ 'mug-1.png': await picture('red') }),
    };
    const first = await ended(await upload(body, { products: 'products.jsonl', pictures: 'pictures.zip' }));
    expect(first).toMatchObject({
      state: 'done',
      failure: null,
      waiting: null,
      counts: { read: 2, accepted: 2, rejected: 0, encoded: 2, indexed: 2 },
    });
    const log = (): Promise<{ product_id: string; image: Buffer; seq: string }[]> =>
      platform.dataSource.query('select * from channel_vector order by product_id');
    const rows = await log();
    const encoders = app.get(OpenEncoders);
    const { dimension } = (await encoders.of((await encoders.serving()).model))!.embedder;
    expect(rows.map(({ product_id }) => product_id)).toEqual(['mug-1', 'shirt']);
    expect(rows[0]?.image.length).toBe(dimension * 4);
    expect(rows[1]?.image).toBeNull();

    const again = await ended(await upload(body));
    expect(again.counts).toEqual(first.counts);
    expect((await log()).map(({ seq }) => seq)).toEqual(rows.map(({ seq }) => seq));
  });

  it('is read from CSV with semicolons, a byte-order mark, newlines in quotes and a reviews file', async () => {
    const products =
      '\uFEFFid;title;price;category;attributes.colour;pictures\r\n' +
      'csv-1;"Green ""Forest""\r\nShirt";19.99;Clothes|Shirts;green|olive;\r\n' +
      'csv-2;Plain;NaN;;;\r\n';
    const reviews =
      'product_id,rating,title,text,date\ncsv-1,4,Nice,"Fits well, really",2026-01-02\nnobody,3,,Hm,\n';
    const id = await upload({ products, reviews }, { products: 'products.csv' });
    expect(await ended(id)).toMatchObject({
      state: 'done',
      counts: { read: 2, accepted: 1, rejected: 1, indexed: 1 },
    });
    const [shirt] = await app.get<Products>(Products).byIds(['csv-1']);
    expect(shirt).toMatchObject({
      title: 'Green "Forest"\r\nShirt',
      price: 19.99,
      category: ['Clothes', 'Shirts'],
      attributes: { colour: ['green', 'olive'] },
      reviews: [{ rating: 4, title: 'Nice', text: 'Fits well, really', date: '2026-01-02' }],
    });
    expect(await errors(id)).toEqual([
      expect.objectContaining({ file: 'products', row: 3, field: 'price' }),
      expect.objectContaining({ file: 'reviews', row: 3, field: 'product_id' }),
    ]);
  });

  it('tells its progress as events', async () => {
    const id = await upload({ products: lines({ id: 'e', title: 'Event' }) });
    const text = await (await fetch(`${url}/v1/catalogue/uploads/${id}/events`)).text();
    const events = text
      .split('\n')
      .filter((line) => line.startsWith('data: '))
      .map((line) => JSON.parse(line.slice(6)) as Progress);
    expect(events.at(-1)).toMatchObject({ state: 'done', counts: { accepted: 1, indexed: 1 } });
  });
});

describe('a product', () => {
  it('is found by words, by misspelt words and by filters', async () => {
    const products = app.get<Products>(Products);
    const [found] = await products.byIds(['mug-1']);
    const ordinal = found?.ordinal ?? 0;
    for (const text of ['stoneware mugs', 'stonewear', 'tea']) {
      const { lexical } = await products.find({ text, synonyms: [], denied: [] }, 5, {});
      expect(lexical.best, text).toEqual([ordinal]);
      expect(lexical.score(ordinal)).toBeGreaterThan(0);
    }
    expect(
      (await products.find({ text: 'mug', synonyms: [], denied: [] }, 5, { category: ['Nothing'] })).lexical
        .best,
    ).toEqual([]);
    for (const filter of [
      { category: ['Kitchen'] },
      { attributes: { colour: ['red', 'pink'], sizes: ['L'] } },
      { price: { min: 12, max: 13 } },
      { ids: ['mug-1'] },
    ]) {
      expect(await products.allowed(filter)).toEqual(Uint32Array.of(found?.ordinal ?? 0));
    }
    expect(await products.allowed({})).toBeUndefined();
    expect(await products.allowed({ category: ['Nothing'] })).toEqual(new Uint32Array());
  });

  it('has its passages read again where an older version read them, as if it were uploaded anew', async () => {
    const query = (sql: string): Promise<unknown> => platform.dataSource.query(sql);
    const read = (): Promise<unknown> =>
      query(`select a.channel, a.position, a.text, a.content_hash, p.content_hash as product from atom a
             join product p on p.id = a.product_id where p.id = 'mug-1' order by a.channel, a.position`);
    const now = await read();
    await query(`update product set content_hash = split_part(content_hash, ':', 2) where id = 'mug-1'`);
    await query(`delete from atom where product_id = 'mug-1' and channel = 'description' and position > 0`);
    await query(`update atom set text = 'all in one', content_hash = 'old'
                 where product_id = 'mug-1' and channel = 'description'`);
    const renewal = app.get(PassageRenewal);
    expect(await renewal.renew()).toBe(1);
    expect(await read()).toEqual(now);
    expect(await renewal.renew()).toBe(0);
  });

  it('shows its pictures in several sizes', async () => {
    const [found] = await app.get<Products>(Products).byIds(['mug-1']);
    const hash = found?.pictures[0]?.contentHash ?? '';
    expect(await app.get<Pictures>(Pictures).original(hash)).toEqual(await picture('red'));
    const thumbnail = await fetch(`${url}/v1/pictures/${hash}/320`);
    expect(thumbnail.headers.get('content-type')).toBe('image/webp');
    expect(thumbnail.headers.get('cache-control')).toContain('immutable');
    expect((await sharp(Buffer.from(await thumbnail.arrayBuffer())).metadata()).width).toBe(40);
    expect((await fetch(`${url}/v1/pictures/${'0'.repeat(64)}/320`)).status).toBe(404);
    expect((await fetch(`${url}/v1/pictures/..%2Fapplication.lock/320`)).status).toBe(400);
  });

  it('counts in the facets and leaves a tombstone when it is deleted', async () => {
    const facets = (await (await fetch(`${url}/v1/catalogue/facets`)).json()) as { attributes: unknown[] };
    expect(facets.attributes).toContainEqual({
      name: 'colour',
      values: expect.arrayContaining([{ value: 'red', count: 1 }]) as unknown,
    });
    const remove = (): Promise<Response> => fetch(`${url}/v1/catalogue/products/mug-1`, { method: 'DELETE' });
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
    const [row]: { deleted: boolean; image: null }[] = await platform.dataSource.query(
      `select deleted, image from channel_vector where product_id = 'mug-1'`,
    );
    expect(row).toEqual({ deleted: true, image: null });
  });
});
