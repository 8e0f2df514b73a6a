import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pixelBomb } from '../support/pixel-bomb.js';
import { startEngine, type Engine } from '../support/start-engine.js';
import { stillTakesUploads } from '../support/still-takes-uploads.js';
import { ended, reports, upload, zip, type Part } from '../support/upload-client.js';

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

interface Case {
  readonly name: string;
  readonly parts: () => Record<string, Part> | Promise<Record<string, Part>>;
  readonly report: { readonly file: string; readonly row: number; readonly field: string };
  /** Products that are accepted all the same. */
  readonly accepted: number;
}

/** A bad row between two good ones. */
const row = (name: string, bad: object | string, field: string): Case => ({
  name,
  parts: () => ({
    products: [
      goodRow,
      typeof bad === 'string' ? bad : JSON.stringify({ id: 'bad', title: 'Bad', ...bad }),
      '{"id":"z","title":"Z"}',
    ].join('\n'),
  }),
  report: { file: 'products', row: 2, field },
  accepted: 2,
});
const csv = (name: string, text: string | Buffer, at: number, field: string, accepted: number): Case => ({
  name,
  parts: () => ({ products: { name: 'products.csv', contents: text } }),
  report: { file: 'products', row: at, field },
  accepted,
});
const picture = (name: string, source: string, contents?: () => Buffer | Promise<Buffer>): Case => ({
  name,
  parts: async () => ({
    products: JSON.stringify({ id: 'pictured', title: 'Pictured', pictures: [source] }),
    ...(contents ? { pictures: await zip({ [source]: await contents() }) } : {}),
  }),
  report: { file: 'products', row: 1, field: 'pictures.0' },
  accepted: 1,
});
const entry = (name: string, archive: () => Promise<Buffer>, field: string): Case => ({
  name,
  parts: async () => ({ products: goodRow, pictures: await archive() }),
  report: { file: 'pictures', row: 1, field },
  accepted: 1,
});

const small = (): Promise<Buffer> =>
  sharp({ create: { width: 20, height: 20, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer();
/** Writes the same bytes over every occurrence of others, as a hand-made zip would have them. */
const patched = (contents: Buffer, from: string, to: string): Buffer =>
  Buffer.from(contents.toString('latin1').replaceAll(from, to), 'latin1');

function encrypted(archive: Buffer): Buffer {
  const directory = archive.indexOf('PK\u0001\u0002', 0, 'latin1');
  archive.writeUInt16LE(archive.readUInt16LE(directory + 8) | 1, directory + 8);
  return archive;
}

/** A zip whose directory claims 1,000 bytes for an entry that inflates to 64 MB. */
async function lyingBomb(): Promise<Buffer> {
  const archive = await zip({ 'bomb.png': Buffer.alloc(64 * 1024 ** 2) });
  const directory = archive.indexOf('PK\u0001\u0002', 0, 'latin1');
  archive.writeUInt32LE(1_000, directory + 24);
  return archive;
}

const cases: Case[] = [
  row('malformed JSON', '{"id":"bad","title":', 'row'),
  row('NaN in JSON', '{"id":"bad","title":"Bad","price":NaN}', 'row'),
  row('100,000 brackets', '['.repeat(100_000), 'row'),
  row('a JSON text', '"just text"', 'row'),
  row('a row of 1.5 MB', `{"id":"bad","title":"${'x'.repeat(1_500_000)}"}`, 'row'),
  row('no id', '{"title":"Bad"}', 'id'),
  row('an id with a line break', { id: 'a\nb' }, 'id'),
  row('an id used before', { id: 'good' }, 'id'),
  row('a number as title', { title: 5 }, 'title'),
  row('an empty title', { title: ' ' }, 'title'),
  row('a lone surrogate', '{"id":"bad","title":"\\ud800"}', 'title'),
  row('a NUL', { title: 'a\u0000b' }, 'title'),
  row('a negative price', { price: -1 }, 'price'),
  row('an endless price', '{"id":"bad","title":"Bad","price":1e999}', 'price'),
  row('a price as text', { price: '12.50' }, 'price'),
  row('an unknown currency', { currency: 'Euro' }, 'currency'),
  row('an unknown availability', { availability: 'soon' }, 'availability'),
  row('a category that is no list', { category: 'Mugs' }, 'category'),
  row('an attribute that is null', { attributes: { colour: null } }, 'attributes.colour'),
  row('21 pictures', { pictures: Array(21).fill('a.png') }, 'pictures'),
  row('a rating of 9', { reviews: [{ text: 'x', rating: 9 }] }, 'reviews.0.rating'),
  row('a misspelt field', { colour: 'red' }, 'row'),
  csv('a CSV price NaN', '\uFEFFid;title;price\na;A;NaN\nb;B;2.5\n', 2, 'price', 1),
  csv('a decimal comma', 'id;title;price\na;A;12,50\nb;B;2.5\n', 2, 'price', 1),
  csv('Latin-1', Buffer.from('id,title\na,Caf\xe9\nb,B\n', 'latin1'), 2, 'title', 1),
  csv('a cell too many', 'id,title\na,A,mug\nb,B\n', 2, 'row', 1),
  csv('a quote never closed', 'id,title\na,"open\nb,B\nc,C\n', 2, 'row', 2),
  csv('attributes that are not JSON', 'id,title,attributes\na,A,{red}\nb,B,\n', 2, 'attributes', 1),
  csv('no column id', 'title,price\nA,1\n', 0, 'id', 0),
  csv('an unknown column', 'id,title,cost\na,A,1\n', 0, 'cost', 0),
  csv('a column twice', 'id,title,title\na,A,B\n', 0, 'header', 0),
  csv('a header only', 'id,title\n', 0, 'products', 0),
  {
    name: 'a review of nobody',
    parts: () => ({ products: goodRow, reviews: 'product_id,text\nnobody,Fine\n' }),
    report: { file: 'reviews', row: 2, field: 'product_id' },
    accepted: 1,
  },
  {
    name: 'a review with a rating that is no number',
    parts: () => ({ products: goodRow, reviews: 'product_id,rating,text\ngood,five,Fine\n' }),
    report: { file: 'reviews', row: 2, field: 'rating' },
    accepted: 1,
  },
  picture('a picture without a zip', 'nowhere.png'),
  {
    ...picture('a picture that the zip lacks', 'nowhere.png'),
    parts: async () => ({
      products: JSON.stringify({ id: 'pictured', title: 'Pictured', pictures: ['nowhere.png'] }),
      pictures: await zip({ 'there.jpg': await small() }),
    }),
  },
  picture('a picture of 0 bytes', 'empty.png', () => Buffer.alloc(0)),
  picture('a truncated picture', 'cut.jpg', async () => (await small()).subarray(0, 200)),
  picture('a text called .jpg', 'text.jpg', () => Buffer.from('hello')),
  picture('an SVG called .png', 'drawing.png', () =>
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  ),
  picture('30,000 x 30,000 px', 'bomb.png', pixelBomb),
  {
    ...picture('an entry that claims 1,000 bytes and has 64 MB', 'bomb.png'),
    parts: async () => ({
      products: JSON.stringify({ id: 'pictured', title: 'Pictured', pictures: ['bomb.png'] }),
      pictures: await lyingBomb(),
    }),
  },
  entry('an entry of 64 MB', () => zip({ 'huge.png': Buffer.alloc(64 * 1024 ** 2) }), 'huge.png'),
  entry(
    '../ in a zip',
    async () => patched(await zip({ 'aa/evil.jpg': await small() }), 'aa/evil', '../evil'),
    '../evil.jpg',
  ),
  entry(
    'an absolute path in a zip',
    async () => patched(await zip({ 'xetc/evil.jpg': await small() }), 'xetc', '/etc'),
    '/etc/evil.jpg',
  ),
  entry(
    'a symbolic link in a zip',
    () => zip({ 'link.jpg': Buffer.from('/etc/passwd') }, 0o120777),
    'link.jpg',
  ),
  entry(
    'an encrypted entry',
    async () => encrypted(await zip({ 'secret.jpg': await small() })),
    'secret.jpg',
  ),
  picture('a URL at 127.0.0.1', 'http://127.0.0.1:1/a.png'),
  picture('a URL at localhost', 'http://localhost:1/a.png'),
  picture('a URL at 169.254.169.254', 'http://169.254.169.254/latest/meta-data/'),
  picture('a URL at an IPv4-mapped address', 'http://[::ffff:10.0.0.1]/a.png'),
  picture('a URL of another scheme', 'file:///etc/passwd'),
];

describe('row reports', () => {
  it.each(cases)('$name', async ({ parts, report, accepted }) => {
    const id = await upload(engine.url, await parts());
    const { state, counts } = await ended(engine.url, id);
    const found = await reports(engine.url, id);
    expect(found).toContainEqual(expect.objectContaining(report));
    for (const { message, fix } of found) {
      expect(message.length).toBeGreaterThan(5);
      expect(fix.length).toBeGreaterThan(5);
    }
    expect(counts.accepted).toBe(accepted);
    expect(counts.indexed).toBe(accepted);
    expect(state).toBe(report.row === 0 ? 'failed' : 'done');
  });
});

/** What files hold that no table does: NUL, control characters, emoji that a message may cut, halves of pairs. */
const oddText = fc
  .array(
    fc.constantFrom('\u0000', '\u0007', '\u001b', '😀', '\\u0000', '\\ud800', '\\udc00', '"', 'a', ' '),
    {
      maxLength: 60,
    },
  )
  .map((signs) => signs.join(''));
const oddLine = fc.oneof(
  oddText.map((text) => `x${text}`),
  oddText.map((text) => `{"id":"odd","title": ${text}}`),
  oddText.map((text) => `{"id":"odd","title":"t","k${text}":"b"}`),
  oddText.map((text) => `{"id":"odd","title":"t","attributes":{"a${text}":"b"}}`),
  oddText.map((text) => `{"id":"odd","title":"t${text}"}`),
  oddText.map((text) => `{"id":"odd","title":"t","pictures":["${text}.jpg"]}`),
);

describe('texts that no table holds', () => {
  const seed = 20;
  const lines = fc.sample(oddLine, { numRuns: 150, seed });
  const products = lines.flatMap((line, n) => [JSON.stringify({ id: `good-${n}`, title: 'Good' }), line]);

  it(`cost their own rows alone, among products (seed ${seed})`, async () => {
    const id = await upload(engine.url, { products: products.join('\n') });
    const { state, counts } = await ended(engine.url, id);
    expect(state).toBe('done');
    expect(counts.read).toBe(products.length);
    expect(counts.accepted + counts.rejected).toBe(products.length);
    expect(counts.accepted).toBeGreaterThanOrEqual(lines.length);
    const rows = new Set((await reports(engine.url, id)).map((report) => report.row));
    expect(rows.size).toBeGreaterThanOrEqual(counts.rejected);
  });

  it(`and among reviews (seed ${seed})`, async () => {
    // A quote that is not closed takes the rows after it along; that is another kind.
    const rows = lines.flatMap((line, n) => [`good-0,Good ${n}`, `good-0,${line.replaceAll('"', '')}`]);
    const reviews = ['product_id,text', ...rows].join('\n');
    const id = await upload(engine.url, {
      products: goodRow,
      reviews: { name: 'reviews.csv', contents: reviews },
    });
    const { state, counts } = await ended(engine.url, id);
    expect({ state, accepted: counts.accepted }).toEqual({ state: 'done', accepted: 1 });
  });

  it('a header of a CSV that holds NUL', async () => {
    const contents = 'id,title,x\u0000y\ne9,good,a\n';
    const id = await upload(engine.url, { products: { name: 'products.csv', contents } });
    const { state } = await ended(engine.url, id);
    expect(['done', 'failed']).toContain(state);
    expect((await reports(engine.url, id)).length).toBeGreaterThan(0);
  });
});
