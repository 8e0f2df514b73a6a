import { createServer as createHttps } from 'node:https';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { UnreadablePicture } from '#encoder';
import { resolverOf, type Zone } from '../../../../test/support/dns-server.js';
import { PictureDownload } from './picture-download.js';
import { waitOf } from './retry-after.js';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
  endings.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const http = async (listener: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await listening(createServer(listener))}`;
const tcp = async (onSocket: (socket: Socket) => void): Promise<string> =>
  `http://127.0.0.1:${await listening(createTcp(onSocket))}`;

async function download(zone: Zone = {}, tries = 1, timeoutMs = 1_500): Promise<PictureDownload> {
  const { resolver, close } = await resolverOf(zone);
  const made = new PictureDownload(() => true, timeoutMs, { tries, resolver });
  endings.push(close, () => made.close());
  return made;
}

/** How it was refused; it must be a report for a row, never another error and never the end of the process. */
async function refusal(of: Promise<Buffer>): Promise<string> {
  const error: unknown = await of.then(
    (contents) => `answered with ${contents.length} bytes`,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UnreadablePicture);
  return (error as UnreadablePicture).message;
}

describe('a picture at an address whose', () => {
  it('host has no address, or none that answers, is reported', async () => {
    const from = await download({
      'nothing.example': [],
      'broken.example': 'fails',
      'silent.example': 'silent',
      'six.example': ['::1'],
    });
    for (const name of ['nothing', 'broken', 'silent', 'unknown'])
      expect(await refusal(from.fetch(`http://${name}.example/x.jpg`))).toBe(
        `the address could not be read: the name ${name}.example has no address`,
      );
    // Nobody listens there; a machine without IPv6 says so in other words.
    expect(await refusal(from.fetch('http://six.example:9/x.jpg'))).toMatch(
      /ECONNREFUSED|EADDRNOTAVAIL|ENET/,
    );
  });

  it('name leads to a private address, under any of several, is refused', async () => {
    const { resolver, close } = await resolverOf({ 'both.example': ['127.0.0.1', '127.0.0.2'] });
    const from = new PictureDownload((address) => address !== '127.0.0.2', 1_500, { resolver });
    endings.push(close, () => from.close());
    expect(await refusal(from.fetch('http://both.example/x.jpg'))).toContain('private network');
  });

  it('names are many and whose name servers are silent does not hold up others', async () => {
    const zone = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [`s${n}.example`, 'silent' as const]),
    );
    const url = await http((_, reply) => reply.end('picture'));
    const from = await download({ ...zone, 'good.example': ['127.0.0.1'] }, 1, 5_000);
    const silent = Object.keys(zone).map((name) => refusal(from.fetch(`http://${name}/`)));
    const began = Date.now();
    expect((await from.fetch(url.replace('127.0.0.1', 'good.example'))).toString()).toBe('picture');
    expect(Date.now() - began).toBeLessThan(5_000);
    await Promise.all(silent);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['resets the connection', (socket) => socket.resetAndDestroy()],
    ['closes it at once', (socket) => socket.end()],
    ['sends half a body', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf')],
    [
      'sends half a chunk',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\nhalf'),
    ],
    ['sends garbage', (socket) => socket.end('\x00\xff garbage \r\n\r\n\r\n')],
    ['sends garbage headers', (socket) => socket.end('HTTP/1.1 200 OK\r\n\x01\x02: \xff\r\n: :\r\n\r\nx')],
    [
      'sends two lengths',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx'),
    ],
    [
      'sends endless headers',
      (socket) => {
        const more = setInterval(() => socket.write(`x-${Math.random()}: ${'y'.repeat(4_000)}\r\n`), 1);
        socket.write('HTTP/1.1 200 OK\r\n');
        socket.on('close', () => clearInterval(more)).on('error', () => clearInterval(more));
      },
    ],
    ['says nothing', () => undefined],
    [
      'drips',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        const more = setInterval(() => socket.write('x'), 50);
        socket.on('close', () => clearInterval(more)).on('error', () => clearInterval(more));
      },
    ],
    [
      'drips below a redirect',
      (socket) => {
        socket.write('HTTP/1.1 302 Found\r\nlocation: /again\r\ncontent-length: 100000\r\n\r\n');
        const more = setInterval(() => socket.write('x'), 50);
        socket.on('close', () => clearInterval(more)).on('error', () => clearInterval(more));
      },
    ],
    [
      'redirects to nowhere',
      (socket) => socket.end('HTTP/1.1 302 Found\r\nlocation: http://nowhere.example/\r\n\r\n'),
    ],
    [
      'redirects in a circle',
      (socket) => socket.end('HTTP/1.1 302 Found\r\nlocation: /\r\nconnection: close\r\n\r\n'),
    ],
  ])('server %s is reported', async (_, onSocket) => {
    const from = await download();
    expect(
      (await refusal(from.fetch(await tcp((socket) => void socket.once('data', () => onSocket(socket))))))
        .length,
    ).toBeGreaterThan(10);
  });

  it('server speaks no TLS, or has no valid certificate, is reported', async () => {
    const from = await download();
    const url = await http((_, reply) => reply.end('x'));
    expect(await refusal(from.fetch(url.replace('http', 'https')))).toContain('secure connection failed');
    // Without a certificate a TLS server refuses every client.
    const port = await listening(createHttps(() => undefined));
    expect(await refusal(from.fetch(`https://127.0.0.1:${port}/`))).toContain('secure connection failed');
  });

  it('host fails again and again is given up after a few addresses, and asked again later', async () => {
    let asked = 0;
    const url = await tcp((socket) => {
      asked += 1;
      socket.destroy();
    });
    const from = await download();
    const told = await Promise.all(Array.from({ length: 16 }, (_, n) => refusal(from.fetch(`${url}/${n}`))));
    // Four are read at a time; undici asks each a second time at most where the connection was fresh.
    expect(asked).toBeLessThanOrEqual(8);
    expect(
      told.filter((message) => message.includes('failed 3 times in a row')).length,
    ).toBeGreaterThanOrEqual(8);
    const well = await http((_, reply) => reply.end('picture'));
    expect((await from.fetch(well)).toString()).toBe('picture');
  });

  it('host is busy is asked again when it says, in seconds or as a date', async () => {
    const asked: number[] = [];
    const answers = ['0', new Date(Date.now() + 1_200).toUTCString(), undefined];
    const url = await http((_, reply) => {
      asked.push(Date.now());
      const after = answers[asked.length - 1];
      if (asked.length > 2) reply.end('picture');
      else
        reply
          .writeHead(asked.length === 1 ? 429 : 503, after === undefined ? {} : { 'retry-after': after })
          .end();
    });
    expect((await (await download({}, 4)).fetch(url)).toString()).toBe('picture');
    expect(asked).toHaveLength(3);
  });

  it('host stays busy, or asks for hours, is reported', async () => {
    let asked = 0;
    const url = await http((_, reply) => {
      asked += 1;
      reply.writeHead(429, { 'retry-after': '0' }).end();
    });
    expect(await refusal((await download({}, 3)).fetch(url))).toContain('429: its host is busy');
    expect(asked).toBe(3);
    const long = await http((_, reply) => reply.writeHead(503, { 'retry-after': '86400' }).end());
    expect(await refusal((await download({}, 3)).fetch(long))).toContain('503: its host is busy');
    // Somebody waits: asked once.
    asked = 0;
    expect(await refusal((await download()).fetch(url))).toContain('busy');
    expect(asked).toBe(1);
  });

  it.each([
    ['gzip', gzipSync('picture')],
    ['GZIP, identity', gzipSync('picture')],
    ['deflate', deflateSync('picture')],
    ['deflate', deflateRawSync('picture')],
    ['br', brotliCompressSync('picture')],
    ['gzip, br', brotliCompressSync(gzipSync('picture'))],
  ])('body is packed (%s) is unpacked', async (encoding, body) => {
    const url = await http((_, reply) => reply.writeHead(200, { 'content-encoding': encoding }).end(body));
    expect((await (await download()).fetch(url)).toString()).toBe('picture');
  });

  it.each([
    ['gzip', gzipSync(Buffer.alloc(100_000_000)), 'larger than 20 MB'],
    ['br', brotliCompressSync(Buffer.alloc(30_000_000)), 'larger than 20 MB'],
    ['gzip', gzipSync('picture').subarray(0, 12), 'not valid gzip'],
    ['br', Buffer.from('no brotli'), 'not valid br'],
    ['compress', Buffer.from('x'), 'not read here'],
    ['gzip, gzip, gzip, gzip', Buffer.from('x'), 'not read here'],
    ['constructor', Buffer.from('x'), 'not read here'],
  ])('body claims to be %s and is a bomb or none is refused', async (encoding, body, message) => {
    const url = await http((_, reply) => reply.writeHead(200, { 'content-encoding': encoding }).end(body));
    expect(await refusal((await download({}, 1, 10_000)).fetch(url))).toContain(message);
  });
});

describe('retry-after', () => {
  it('is read as seconds or as a date', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(waitOf('7', now)).toBe(7_000);
    expect(waitOf('Thu, 01 Jan 2026 00:00:09 GMT', now)).toBe(9_000);
    expect(waitOf('Thu, 01 Jan 2025 00:00:09 GMT', now)).toBe(0);
    for (const wrong of [undefined, '', 'soon', '-1', '1.5', ['x']])
      expect(waitOf(wrong, now)).toBeUndefined();
  });
});
