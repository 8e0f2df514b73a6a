import { once } from 'node:events';
import { createWriteStream, openAsBlob } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { finished } from 'node:stream/promises';
import sharp from 'sharp';
import { fetch, FormData, Response } from 'undici';
import { ZipFile } from 'yazl';
import { startEngine, type Engine } from '../../../test/support/start-engine.js';
import { labCommand } from '../command.js';
import { circumstances, table } from '../report/report.js';
import { engineMemory } from './engine-memory.js';

const sampleMs = 250;
const allowedMb = 400;
const options = labCommand('bench', 'intake')
  .option('--queries <n>', 'large pictures asked with at the same time', Number, 200)
  .option('--megabytes <n>', 'size of the one-line file and of the open quote', Number, 500)
  .option('--pictures <n>', 'camera pictures in the zip, a multiple of four', Number, 200)
  .option('--only <text>', 'only the cases whose names hold this text', '')
  .option('--settle <seconds>', 'how long after the end the memory is looked at again', Number, 120)
  .parse()
  .opts<{ queries: number; megabytes: number; pictures: number; only: string; settle: number }>();

interface Case {
  readonly name: string;
  /** @returns what came of it, in a few words */
  readonly run: (engine: Engine, folder: string) => Promise<string>;
}

interface Sent {
  readonly products: string | Blob;
  readonly pictures?: Blob;
  readonly fileName?: string;
}

async function uploaded({ url }: Engine, { products, pictures, fileName }: Sent): Promise<string> {
  const form = new FormData();
  form.set('products', typeof products === 'string' ? new Blob([products]) : products, fileName ?? 'p.jsonl');
  if (pictures) form.set('pictures', pictures, 'pictures.zip');
  const answer = await fetch(`${url}/v1/catalogue/uploads`, { method: 'POST', body: form });
  if (answer.status !== 202) return `${answer.status}`;
  const { uploadId } = (await answer.json()) as { uploadId: string };
  for (;;) {
    const progress = (await (await fetch(`${url}/v1/catalogue/uploads/${uploadId}`)).json()) as {
      state: string;
      counts: { accepted: number; rejected: number };
    };
    if (progress.state === 'done' || progress.state === 'failed') {
      const { total } = (await (await fetch(`${url}/v1/catalogue/uploads/${uploadId}/errors`)).json()) as {
        total: number;
      };
      return `${progress.state}, ${progress.counts.accepted} accepted, ${progress.counts.rejected} rejected, ${total} reports`;
    }
    await sleep(200);
  }
}

async function zipFile(path: string, add: (zip: ZipFile) => void): Promise<Blob> {
  const zip = new ZipFile();
  add(zip);
  zip.end();
  await finished(zip.outputStream.pipe(createWriteStream(path)));
  return openAsBlob(path);
}

const rows = (count: number, pictures: (row: number) => string[]): string =>
  Array.from({ length: count }, (_, row) =>
    JSON.stringify({ id: `p-${row}`, title: `Product ${row}`, pictures: pictures(row) }),
  ).join('\n');

/** A file of one piece repeated. */
async function repeated(path: string, head: string, piece: string): Promise<Blob> {
  const file = createWriteStream(path);
  file.write(head);
  const megabyte = piece.repeat(Math.ceil(1024 ** 2 / piece.length));
  for (let n = 0; n < options.megabytes; n += 1) if (!file.write(megabyte)) await once(file, 'drain');
  file.end();
  await finished(file);
  return openAsBlob(path);
}

/** Whose PNG of noise just fits into the field of a picture as base64. */
const largeSide = 1_900;

/** As cameras make them: 24 megapixels, soft noise, a progressive JPEG of some megabytes. */
async function cameraPicture(): Promise<Buffer> {
  const noise = await sharp({
    create: {
      width: 1_500,
      height: 1_000,
      channels: 3,
      background: 'grey',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  })
    .png()
    .toBuffer();
  return sharp(noise).resize(6_000, 4_000).jpeg({ quality: 85, progressive: true }).toBuffer();
}

/** Asks with `body` many times at once. @returns how often each status was answered */
async function asked({ url }: Engine, contentType: string, body: Uint8Array): Promise<string> {
  const counts = new Map<string, number>();
  const answers = Array.from({ length: options.queries }, () => answered(url, contentType, body));
  for (const status of await Promise.all(answers)) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, n]) => `${n} x ${status}`).join(', ');
}

/** Not by fetch, which copies each body: two hundred copies would keep this process from sending. */
function answered(url: string, contentType: string, body: Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    const headers = { 'content-type': contentType, 'content-length': body.length };
    const sent = request(`${url}/v1/recommendations`, { method: 'POST', headers, agent: false });
    sent.on('response', (answer) => {
      answer.resume();
      answer.once('end', () => resolve(String(answer.statusCode)));
    });
    sent.on('error', (error: NodeJS.ErrnoException) => resolve(`cut off (${error.code ?? error.message})`));
    sent.end(body);
  });
}

const cases: readonly Case[] = [
  {
    name: 'a zip of 1.5 MB that holds 1.4 GB of pictures',
    run: async (engine, folder) => {
      // Flat TIFFs of 19 MB each deflate to a thousandth.
      const pictures = await Promise.all(
        Array.from({ length: 72 }, (_, n) =>
          sharp({ create: { width: 2_520, height: 2_520, channels: 3, background: { r: n, g: n, b: 9 } } })
            .tiff({ compression: 'none' })
            .toBuffer(),
        ),
      );
      const zip = await zipFile(join(folder, 'bomb.zip'), (file) => {
        for (const [n, contents] of pictures.entries()) file.addBuffer(contents, `${n}.tiff`);
      });
      return uploaded(engine, {
        products: rows(18, (row) => [0, 1, 2, 3].map((n) => `${row * 4 + n}.tiff`)),
        pictures: zip,
      });
    },
  },
  {
    name: `a zip of ${options.pictures} pictures of 24 megapixels`,
    run: async (engine, folder) => {
      const picture = await cameraPicture();
      const zip = await zipFile(join(folder, 'large.zip'), (file) => {
        for (let n = 0; n < options.pictures; n += 1)
          file.addBuffer(Buffer.concat([picture, Buffer.from([n])]), `${n}.jpg`, { compress: false });
      });
      return uploaded(engine, {
        products: rows(options.pictures / 4, (row) => [0, 1, 2, 3].map((n) => `${row * 4 + n}.jpg`)),
        pictures: zip,
      });
    },
  },
  {
    name: 'a zip of 190,000 entries',
    run: async (engine, folder) => {
      const zip = await zipFile(join(folder, 'many.zip'), (file) => {
        for (let n = 0; n < 190_000; n += 1)
          file.addBuffer(Buffer.alloc(1), `${String(n)}-${'x'.repeat(200)}.jpg`, { compress: false });
      });
      return uploaded(engine, { products: rows(10, () => []), pictures: zip });
    },
  },
  {
    name: `${options.queries} large pictures asked with at once`,
    run: async (engine) => {
      const picture = await sharp({
        create: {
          width: largeSide,
          height: largeSide,
          channels: 3,
          background: 'grey',
          noise: { type: 'gaussian', mean: 128, sigma: 60 },
        },
      })
        .png({ compressionLevel: 1 })
        .toBuffer();
      const body = Buffer.from(JSON.stringify({ query: { image: picture.toString('base64') } }));
      const answers = await asked(engine, 'application/json', body);
      return `${(body.length / 1024 ** 2).toFixed(0)} MB each: ${answers}`;
    },
  },
  {
    name: `${options.queries} camera pictures asked with at once`,
    run: async (engine) => {
      const picture = await cameraPicture();
      const form = new FormData();
      form.set('request', JSON.stringify({ query: {} }));
      form.set('image', new Blob([picture]), 'p.jpg');
      const sent = new Response(form);
      const answers = await asked(
        engine,
        sent.headers.get('content-type') ?? '',
        new Uint8Array(await sent.arrayBuffer()),
      );
      return `${(picture.length / 1024 ** 2).toFixed(1)} MB each: ${answers}`;
    },
  },
  {
    name: `one line of ${options.megabytes} MB`,
    run: async (engine, folder) =>
      uploaded(engine, { products: await repeated(join(folder, 'line.jsonl'), '{"id":"a","title":"', 'x') }),
  },
  {
    name: `a CSV with one quote that is open for ${options.megabytes} MB`,
    run: async (engine, folder) =>
      uploaded(engine, {
        products: await repeated(join(folder, 'quote.csv'), 'id,title\na,"', 'more and more text\n'),
        fileName: 'p.csv',
      }),
  },
];

const measured: string[][] = [];
const folder = await mkdtemp(join(tmpdir(), 'concella-intake-'));
try {
  for (const { name, run } of cases.filter((one) => one.name.includes(options.only))) {
    const engine = await startEngine();
    await sleep(2_000);
    const idle = await engineMemory(engine);
    let peak = idle;
    let sampling = true;
    const sampler = (async () => {
      while (sampling) {
        const now = await engineMemory(engine);
        peak = { node: Math.max(peak.node, now.node), postgres: Math.max(peak.postgres, now.postgres) };
        await sleep(sampleMs);
      }
    })();
    const began = performance.now();
    const outcome = await run(engine, folder);
    const seconds = (performance.now() - began) / 1000;
    await sleep(options.settle * 1000);
    sampling = false;
    await sampler;
    const after = await engineMemory(engine);
    await engine.stop();
    const above = (mb: number, base: number): string => `${mb < base ? '' : '+'}${(mb - base).toFixed(0)}`;
    measured.push([
      name,
      idle.node.toFixed(0),
      above(peak.node, idle.node),
      above(after.node, idle.node),
      above(peak.postgres, idle.postgres),
      above(after.postgres, idle.postgres),
      seconds.toFixed(1),
      outcome,
    ]);
    console.log(measured.at(-1)?.join(' | '));
    if (peak.node - idle.node > allowedMb) process.exitCode = 1;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(circumstances('npm run lab -- bench intake', 'concella-small'));
console.log(
  table(
    [
      'what',
      'idle MB',
      'peak',
      `after ${options.settle} s`,
      'PostgreSQL peak',
      'after',
      'seconds',
      'outcome',
    ],
    measured,
  ),
);
