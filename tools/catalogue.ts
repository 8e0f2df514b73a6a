import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { request } from 'undici';
import { ZipFile } from 'yazl';

interface Progress {
  readonly state: 'queued' | 'running' | 'done' | 'failed';
  readonly counts: Record<'read' | 'accepted' | 'rejected' | 'encoded' | 'indexed', number>;
  readonly failure: string | null;
}

interface Reports {
  readonly total: number;
  readonly errors: readonly { file: string; row: number; field: string; message: string; fix: string }[];
}

interface Options {
  readonly url: string;
  readonly key?: string;
}

interface Part {
  readonly name: string;
  readonly fileName: string;
  readonly contents: AsyncIterable<Buffer>;
}

const productsNames = ['products.jsonl', 'products.ndjson', 'products.csv'];
const pictureName = /\.(jpe?g|png|webp|avif|gif|tiff?)$/i;
const boundary = 'concella-catalogue-part';
const pollMs = 250;
const reportsShown = 50;

/** Sends a folder through the public upload call and waits until the server's answers show it. */
async function importFolder(folder: string, options: Options): Promise<boolean> {
  const names = await readdir(folder);
  const products = productsNames.find((name) => names.includes(name));
  if (!products) throw new Error(`${folder} holds none of ${productsNames.join(', ')}`);
  const parts: Part[] = [filePart('products', join(folder, products))];
  if (names.includes('reviews.csv')) parts.push(filePart('reviews', join(folder, 'reviews.csv')));
  const pictures = await pictureFiles(folder, names);
  if (pictures.length > 0)
    parts.push({ name: 'pictures', fileName: 'pictures.zip', contents: zipped(pictures) });
  const id = await send(parts, options);
  const { state, failure, counts } = await follow(id, options);
  const reports = (await call(
    `/v1/catalogue/uploads/${id}/errors?limit=${reportsShown}`,
    options,
  )) as Reports;
  for (const { file, row, field, message, fix } of reports.errors)
    console.error(`${file} row ${row}, ${field}: ${message} (${fix})`);
  if (reports.total > reports.errors.length)
    console.error(
      `... and ${reports.total - reports.errors.length} more: ${options.url}/v1/catalogue/uploads/${id}/errors`,
    );
  if (failure !== null) console.error(`The upload failed: ${failure}`);
  console.log(
    `${counts.accepted} products accepted, ${counts.rejected} rejected, ${counts.indexed} indexed.`,
  );
  return state === 'done' && counts.rejected === 0;
}

/** Pictures lie in the subfolder "pictures", or beside the products file. */
async function pictureFiles(folder: string, names: readonly string[]): Promise<string[]> {
  const sub = join(folder, 'pictures');
  const within = names.includes('pictures') && (await stat(sub)).isDirectory() ? sub : folder;
  const found = within === folder ? names : await readdir(within);
  return found
    .filter((name) => pictureName.test(name))
    .sort()
    .map((name) => join(within, name));
}

function filePart(name: string, path: string): Part {
  return { name, fileName: basename(path), contents: createReadStream(path) as AsyncIterable<Buffer> };
}

/** Pictures are packed already: stored, not deflated. */
function zipped(paths: readonly string[]): AsyncIterable<Buffer> {
  const zip = new ZipFile();
  for (const path of paths) zip.addFile(path, basename(path), { compress: false });
  zip.end();
  return zip.outputStream as Readable as AsyncIterable<Buffer>;
}

async function* multipart(parts: readonly Part[]): AsyncGenerator<Buffer> {
  for (const { name, fileName, contents } of parts) {
    yield Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="${fileName}"\r\n` +
        'content-type: application/octet-stream\r\n\r\n',
    );
    yield* contents;
    yield Buffer.from('\r\n');
  }
  yield Buffer.from(`--${boundary}--\r\n`);
}

async function send(parts: readonly Part[], options: Options): Promise<string> {
  const answer = (await call('/v1/catalogue/uploads', options, Readable.from(multipart(parts)))) as {
    uploadId: string;
  };
  return answer.uploadId;
}

async function follow(id: string, options: Options): Promise<Progress> {
  const bar = new SingleBar({ format: '{bar} {value}/{total} products indexed', hideCursor: true });
  bar.start(0, 0);
  try {
    for (;;) {
      const progress = (await call(`/v1/catalogue/uploads/${id}`, options)) as Progress;
      bar.setTotal(progress.counts.accepted);
      bar.update(progress.counts.indexed);
      if (progress.state === 'done' || progress.state === 'failed') return progress;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  } finally {
    bar.stop();
  }
}

async function call(path: string, { url, key }: Options, body?: Readable): Promise<unknown> {
  const answer = await request(`${url.replace(/\/$/, '')}${path}`, {
    method: body ? 'POST' : 'GET',
    body: body ?? null,
    headers: {
      ...(body ? { 'content-type': `multipart/form-data; boundary=${boundary}` } : {}),
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    },
  });
  if (answer.statusCode >= 400) {
    const problem = (await answer.body.json()) as { detail?: string; errors?: { fix: string }[] };
    throw new Error([problem.detail, problem.errors?.[0]?.fix].filter(Boolean).join(' -> '));
  }
  return answer.body.json();
}

const program = new Command('catalogue').description('Works on the catalogue of a running server.');
program
  .command('import <folder>')
  .description('Uploads products.jsonl or products.csv, reviews.csv and the pictures of a folder.')
  .option('--url <url>', 'the server', 'http://127.0.0.1:3000')
  .option('--key <key>', 'an API key, where the server wants one')
  .action(async (folder: string, options: Options) => {
    try {
      process.exitCode = (await importFolder(folder, options)) ? 0 : 1;
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    }
  });
await program.parseAsync();
