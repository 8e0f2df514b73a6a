import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelError, readModel } from '../manifest.js';
import { download } from './download.js';
import { pullModel } from './pull-model.js';
import { registeredModels } from './registry.js';

const tiny = fileURLToPath(new URL('../../../../test/fixtures/tiny-clip', import.meta.url));
const contents = readFileSync(join(tiny, 'tokenizer.json'));
const sha256 = createHash('sha256').update(contents).digest('hex');
const quiet = (): void => undefined;

let folder: string;
let server: Server;
let origin: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let ranges: (string | undefined)[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'concella-pull-'));
  ranges = [];
  answer = serveWithRanges;
  server = createServer((request, response) => {
    ranges.push(request.headers.range);
    answer(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

function serveWithRanges(request: IncomingMessage, response: ServerResponse): void {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (from >= contents.length) {
    response.writeHead(416).end();
    return;
  }
  const rest = contents.subarray(from);
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length }).end(rest);
}

describe('download', () => {
  const wanted = (): { url: string; path: string; sha256: string } => ({
    url: `${origin}/tokenizer.json`,
    path: join(folder, 'deep/tokenizer.json'),
    sha256,
  });

  it('fetches, checks and tells how far it is; what is there already is not fetched again', async () => {
    const seen: number[] = [];
    await download(wanted(), (_, done, total) => {
      expect(total).toBe(contents.length);
      seen.push(done);
    });
    expect(contents.equals(readFileSync(wanted().path))).toBe(true);
    expect(seen.at(-1)).toBe(contents.length);
    await download(wanted(), quiet);
    expect(ranges).toHaveLength(1);
  });

  it('goes on where a broken connection stopped', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': contents.length });
      response.write(contents.subarray(0, 50_000));
      // Late enough for the first half to have reached the disk.
      setTimeout(() => response.destroy(), 500);
    };
    await expect(download(wanted(), quiet)).rejects.toThrow(/run the same command again/);
    const have = readFileSync(`${wanted().path}.part`).length;
    expect(have).toBeGreaterThan(0);
    answer = serveWithRanges;
    await download(wanted(), quiet);
    expect(ranges.at(-1)).toBe(`bytes=${have}-`);
    expect(contents.equals(readFileSync(wanted().path))).toBe(true);
  });

  it('starts over where the server knows no ranges, and completes a part that is whole', async () => {
    mkdirSync(join(folder, 'deep'));
    writeFileSync(`${wanted().path}.part`, 'rubbish from another file');
    answer = (_, response) => response.writeHead(200).end(contents);
    await download(wanted(), quiet);
    expect(contents.equals(readFileSync(wanted().path))).toBe(true);
    rmSync(wanted().path);
    writeFileSync(`${wanted().path}.part`, contents);
    answer = serveWithRanges;
    await download(wanted(), quiet);
    expect(existsSync(`${wanted().path}.part`)).toBe(false);
  });

  it('follows redirects, as model hubs answer with', async () => {
    answer = (request, response) => {
      if (request.url === '/tokenizer.json') response.writeHead(302, { location: '/elsewhere' }).end();
      else serveWithRanges(request, response);
    };
    await download(wanted(), quiet);
    expect(contents.equals(readFileSync(wanted().path))).toBe(true);
  });

  it('keeps nothing of other contents than expected', async () => {
    await expect(download({ ...wanted(), sha256: '0'.repeat(64) }, quiet)).rejects.toThrow(
      /nothing was kept/,
    );
    expect(existsSync(wanted().path)).toBe(false);
    expect(existsSync(`${wanted().path}.part`)).toBe(false);
  });

  it.each([
    [404, /does not exist/],
    [401, /not public/],
    [503, /status 503/],
  ])('explains status %i', async (status, message) => {
    answer = (_, response) => response.writeHead(status).end('no');
    await expect(download(wanted(), quiet)).rejects.toThrow(message);
  });

  it('says what to do where nothing can be reached', async () => {
    const unreachable = { ...wanted(), url: 'http://127.0.0.1:9/x' };
    await expect(download(unreachable, quiet)).rejects.toThrow(/--from DIR/);
    await expect(download(unreachable, quiet)).rejects.toThrow(ModelError);
  });
});

describe('pullModel', () => {
  it('refuses a name that it does not know, and names those that it does', async () => {
    await expect(pullModel('clip-huge', { modelsDir: folder })).rejects.toThrow(/clip-vit-base-patch32/);
  });

  it('wants a full commit hash where no revision is pinned', async () => {
    const name = 'marqo-fashion-siglip';
    await expect(pullModel(name, { modelsDir: folder })).rejects.toThrow(/--revision/);
    await expect(pullModel(name, { modelsDir: folder, revision: 'main' })).rejects.toThrow(/40 hexadecimal/);
  });

  it('copies a model folder with --from, and the copy is whole and runs', async () => {
    const { manifest } = await pullModel('tiny-clip', { modelsDir: folder, from: tiny });
    expect(await readModel(join(folder, 'tiny-clip'))).toEqual(manifest);
  });

  it('refuses a local copy that was altered, and one of another model', async () => {
    const copy = join(folder, 'copy');
    mkdirSync(copy);
    for (const file of ['manifest.json', 'vision_model.onnx', 'text_model.onnx', 'tokenizer.json']) {
      copyFileSync(join(tiny, file), join(copy, file));
    }
    await expect(pullModel('other', { modelsDir: folder, from: copy })).rejects.toThrow(/holds the model/);
    truncateSync(join(copy, 'text_model.onnx'), 1000);
    await expect(pullModel('tiny-clip', { modelsDir: folder, from: copy })).rejects.toThrow(/not the file/);
    expect(existsSync(join(folder, 'tiny-clip/manifest.json'))).toBe(false);
  });

  it('refuses local files that are not the published ones', async () => {
    await expect(pullModel('clip-vit-base-patch32', { modelsDir: folder, from: tiny })).rejects.toThrow();
    const copy = join(folder, 'copy/onnx');
    mkdirSync(copy, { recursive: true });
    copyFileSync(join(tiny, 'vision_model.onnx'), join(copy, 'vision_model.onnx'));
    await expect(
      pullModel('clip-vit-base-patch32', { modelsDir: folder, from: join(folder, 'copy') }),
    ).rejects.toThrow(/not the published file.*--own-weights/);
  });

  it('takes own weights from a folder only, and only such as run', async () => {
    const name = 'clip-vit-base-patch32';
    await expect(pullModel(name, { modelsDir: folder, ownWeights: true })).rejects.toThrow(/--from DIR/);
    // The tiny CLIP has other sizes than the real model; its name shows that the key is made of the contents.
    const copy = join(folder, 'copy');
    mkdirSync(copy);
    for (const file of ['vision_model.onnx', 'text_model.onnx', 'tokenizer.json']) {
      copyFileSync(join(tiny, file), join(copy, file));
    }
    await expect(pullModel(name, { modelsDir: folder, from: copy, ownWeights: true })).rejects.toThrow(
      /clip-vit-base-patch32@local-[0-9a-f]{12} does not run/,
    );
  });

  it('fetches a chosen revision, records what came, and leaves no manifest for a model that does not run', async () => {
    const revision = 'a'.repeat(40);
    const asked: string[] = [];
    answer = (request, response) => {
      asked.push(request.url ?? '');
      const name = (request.url ?? '').split('/').at(-1) ?? '';
      response.writeHead(200).end(readFileSync(join(tiny, name)));
    };
    // The tiny CLIP has other sizes than the real model: it must not pass for it.
    await expect(pullModel('marqo-fashion-siglip', { modelsDir: folder, origin, revision })).rejects.toThrow(
      /does not run/,
    );
    expect(asked[0]).toBe(`/Marqo/marqo-fashionSigLIP/resolve/${revision}/onnx/vision_model.onnx`);
    expect(existsSync(join(folder, 'marqo-fashion-siglip/manifest.json'))).toBe(false);
  });
});

describe('registeredModels', () => {
  it('are pinned by whole hashes or not at all', () => {
    for (const { name, revision, image, text, tokenizer } of registeredModels) {
      expect(revision ?? '0'.repeat(40), name).toMatch(/^[0-9a-f]{40}$/);
      for (const file of [image, text, tokenizer])
        expect(file.sha256 ?? sha256, name).toMatch(/^[0-9a-f]{64}$/);
    }
  });
});
