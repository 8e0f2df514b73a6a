import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startCatalogue, type CatalogueApp } from '../../../../test/support/catalogue-app.js';
import { ended, progress, reports, upload } from '../../../../test/support/upload-client.js';
import { PictureDownload, Products } from '#catalogue';

let catalogue: CatalogueApp;
let server: Server;
let port: number;
const addresses = 16;

beforeAll(async () => {
  catalogue = await startCatalogue();
  // Takes every connection and never says a word.
  server = createServer((socket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  port = (server.address() as AddressInfo).port;
  // The same download as in the shop, but for the one rule that a test can't keep: here the loopback network is public.
  const download = new PictureDownload(() => true, 3_000, { tries: 4 });
  vi.spyOn(catalogue.app.get(PictureDownload), 'fetch').mockImplementation((...args) =>
    download.fetch(...args),
  );
});

afterAll(async () => {
  await catalogue.stop();
  server.close();
});

const product = (id: string, pictures: readonly string[] = [], title = `Product ${id}`): string =>
  JSON.stringify({ id, title, pictures });
/** As many hosts as addresses: every address of 127.0.0.0/8 is this machine. */
const silent = (host: number, count = addresses): string[] =>
  Array.from({ length: count }, (_, n) => `http://127.0.${host}.${n + 1}:${port}/x.jpg`);

describe('an upload that waits for silent hosts', () => {
  it(
    'holds up no other upload, and does not undo what a later one brought',
    { timeout: 120_000 },
    async () => {
      const { url } = catalogue;
      const slow = await upload(url, {
        products: [
          product('first'),
          ...Array.from({ length: 3 }, (_, n) => product(`slow-${n}`, silent(n + 1))),
          product('shared', silent(9), 'Written first, read last'),
          'no JSON',
          product('shared', [], 'Twice in one file'),
        ].join('\n'),
      });
      const began = Date.now();
      const quick = await upload(url, { products: product('shared', [], 'Written last') });
      expect(await ended(url, quick)).toMatchObject({ state: 'done', counts: { accepted: 1, indexed: 1 } });
      const waited = Date.now() - began;
      expect(await progress(url, slow)).toMatchObject({ state: 'running' });
      console.log(`an upload behind ${4 * addresses} silent hosts was done after ${waited} ms`);
      expect(await ended(url, slow)).toMatchObject({
        state: 'done',
        counts: { read: 7, accepted: 5, rejected: 2, encoded: 5, indexed: 5 },
      });
      const told = await reports(url, slow);
      expect(told).toHaveLength(4 * addresses + 2);
      expect(told.slice(-2)).toMatchObject([
        { row: 6, field: 'row' },
        { row: 7, field: 'id' },
      ]);
      const [shared] = await catalogue.app.get<Products>(Products).byIds(['shared']);
      expect(shared?.title).toBe('Written last');
    },
  );

  it('gives up a host after a few addresses, and tells every row', { timeout: 60_000 }, async () => {
    const { url } = catalogue;
    const rows = Array.from({ length: 60 }, (_, n) =>
      product(`one-host-${n}`, [`http://127.1.1.1:${port}/${n}.jpg`]),
    );
    const id = await upload(url, { products: rows.join('\n') });
    expect((await ended(url, id)).counts).toMatchObject({ accepted: 60 });
    const told = await reports(url, id);
    expect(told).toHaveLength(60);
    expect(told.filter(({ message }) => message.includes('failed 3 times in a row')).length).toBeGreaterThan(
      50,
    );
  });
});
