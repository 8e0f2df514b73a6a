import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type Engine } from '../support/start-engine.js';
import { ended, reports, upload, zip } from '../support/upload-client.js';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());

const goodRow = JSON.stringify({ id: 'good', title: 'Good mug' });
const pictured = (picture: string): string =>
  JSON.stringify({ id: 'pictured', title: 'Pictured', pictures: [picture] });
const small = (background = 'red'): Promise<Buffer> =>
  sharp({ create: { width: 20, height: 20, channels: 3, background } })
    .jpeg()
    .toBuffer();

/** A zip in which one byte of a stored picture is another than when it was made. */
async function bitRot(): Promise<Buffer> {
  const jpeg = await sharp({
    create: {
      width: 80,
      height: 80,
      channels: 3,
      noise: { type: 'gaussian', mean: 120, sigma: 40 },
      background: 'red',
    },
  })
    .jpeg()
    .toBuffer();
  const archive = await zip({ 'rotten.jpg': jpeg }, undefined, false);
  const at = archive.indexOf(jpeg) + Math.floor(jpeg.length / 2);
  archive.writeUInt8(archive.readUInt8(at) ^ 1, at);
  return archive;
}

describe('a zip', () => {
  it('with a damaged picture is told by the checksum', async () => {
    const id = await upload(engine.url, { products: pictured('rotten.jpg'), pictures: await bitRot() });
    expect(await ended(engine.url, id)).toMatchObject({ state: 'done', counts: { accepted: 1 } });
    const [report] = await reports(engine.url, id);
    expect(report).toMatchObject({ file: 'products', row: 1, field: 'pictures.0' });
    expect(report?.message).toContain('checksum');
  });

  it('with two entries of one name uses the first and reports the second', async () => {
    const twice = await zip({ 'a.jpg': await small(), 'b.jpg': await small('blue') });
    const pictures = Buffer.from(twice.toString('latin1').replaceAll('b.jpg', 'a.jpg'), 'latin1');
    const id = await upload(engine.url, { products: pictured('a.jpg'), pictures });
    expect(await ended(engine.url, id)).toMatchObject({ state: 'done', counts: { accepted: 1 } });
    expect(await reports(engine.url, id)).toMatchObject([{ file: 'pictures', row: 2, field: 'a.jpg' }]);
  });
});

describe('names with accents', () => {
  it.each([
    ['NFD', 'NFC'],
    ['NFC', 'NFD'],
  ] as const)('match where the zip has %s and the row %s', async (inZip, inRow) => {
    const name = 'Möbel/nähe café.jpg';
    const id = await upload(engine.url, {
      products: JSON.stringify({ id: 'accents', title: 'Accents', pictures: [name.normalize(inRow)] }),
      pictures: await zip({ [name.normalize(inZip)]: await small() }),
    });
    expect(await ended(engine.url, id)).toMatchObject({ state: 'done', counts: { accepted: 1 } });
    expect(await reports(engine.url, id)).toEqual([]);
  });
});

describe('a file whose rows are all refused', () => {
  const rows = 10_300;
  const oneCell = (header: string): string =>
    [header, ...Array.from({ length: rows }, (_, n) => `x${n}`)].join('\n');

  it('is given up after ten thousand of its products', async () => {
    const id = await upload(engine.url, { products: { name: 'p.csv', contents: oneCell('id,title') } });
    const { state, failure, counts } = await ended(engine.url, id);
    expect({ state, counts }).toMatchObject({ state: 'failed', counts: { read: 10_000, rejected: 10_000 } });
    expect(failure).toContain('the first 10000 rows are all refused');
    expect((await reports(engine.url, id)).slice(0, 2)).toMatchObject([{ row: 0 }, { row: 2 }]);
  });

  it('is given up after ten thousand of its reviews', async () => {
    const reviews = { name: 'reviews.csv', contents: oneCell('product_id,text') };
    const id = await upload(engine.url, { products: goodRow, reviews });
    const { state, failure } = await ended(engine.url, id);
    expect({ state, failure }).toMatchObject({ state: 'failed' });
    expect(failure).toContain('reviews: the first 10000 rows are all refused');
  });

  it('is read to its end where one row was accepted', async () => {
    const contents = `${oneCell('id,title').replace('\n', '\nfirst,First\n')}\nlast,Last`;
    const id = await upload(engine.url, { products: { name: 'p.csv', contents } });
    expect(await ended(engine.url, id)).toMatchObject({
      state: 'done',
      counts: { accepted: 2, rejected: rows },
    });
  });
});
