import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { pictureLimits } from './picture-limits.js';
import { PictureDownload } from './picture-download.js';

const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Tests can listen on the loopback interface only: here it counts as public, 127.0.0.2 as private. */
const download = new PictureDownload((address) => address !== '127.0.0.2', 1_000);

describe('a picture at an address', () => {
  it('is fetched, also over three redirects', async () => {
    const url = await serve((request, reply) => {
      const hop = Number(request.url?.slice(1));
      if (hop > 0) reply.writeHead(302, { location: `/${hop - 1}` }).end();
      else reply.end('picture');
    });
    expect((await download.fetch(`${url}/3`)).toString()).toBe('picture');
    await expect(download.fetch(`${url}/4`)).rejects.toThrow('redirects more than 3 times');
  });

  it('is refused on a private network, also behind a redirect or a name', async () => {
    const url = await serve((_, reply) => reply.writeHead(301, { location: 'http://127.0.0.2/x' }).end());
    await expect(download.fetch(url)).rejects.toThrow('private network');
    const strict = new PictureDownload();
    for (const address of [
      url,
      url.replace('127.0.0.1', 'localhost'),
      'http://169.254.169.254/latest/meta-data',
      'http://[::1]/x',
      'http://[::ffff:127.0.0.1]/x',
      'http://0/x',
      'http://2130706433/x',
      'http://0x7f.1/x',
    ]) {
      await expect(strict.fetch(address), address).rejects.toThrow('private network');
    }
  });

  it('is refused under other schemes and with a password', async () => {
    for (const address of [
      'ftp://shop.example/a.png',
      'file:///etc/passwd',
      'http://u:p@shop.example/',
      'http://',
    ]) {
      await expect(download.fetch(address), address).rejects.toThrow('plain http or https');
    }
    const url = await serve((_, reply) => reply.writeHead(302, { location: 'file:///etc/passwd' }).end());
    await expect(download.fetch(url)).rejects.toThrow('plain http or https');
  });

  it('is given up after the time limit, silent or dripping', async () => {
    const silent = await serve(() => undefined);
    await expect(download.fetch(silent)).rejects.toThrow('within 1 s');
    const dripping = await serve((_, reply) => {
      const timer = setInterval(() => reply.write('x'), 100);
      reply.on('close', () => clearInterval(timer));
    });
    await expect(download.fetch(dripping)).rejects.toThrow('within 1 s');
  });

  it('is given up above the size limit, declared or not', async () => {
    const declared = await serve((_, reply) =>
      reply.writeHead(200, { 'content-length': String(pictureLimits.pictureBytes + 1) }).end('x'),
    );
    await expect(download.fetch(declared)).rejects.toThrow('larger than 20 MB');
    const megabyte = Buffer.alloc(1024 ** 2);
    const endless = await serve((_, reply) => {
      const more = (): void => {
        while (reply.write(megabyte));
        reply.once('drain', more);
      };
      more();
    });
    await expect(new PictureDownload(() => true, 20_000).fetch(endless)).rejects.toThrow('larger than 20 MB');
  });

  it('tells the status of an address that has none', async () => {
    const url = await serve((_, reply) => reply.writeHead(404).end());
    await expect(download.fetch(url)).rejects.toThrow('status 404');
  });
});
