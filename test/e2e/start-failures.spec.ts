import { execFile } from 'node:child_process';
import { chmod, chown, cp, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '#platform';
import { call } from '../support/ask.js';
import { engineProcess } from '../support/engine-process.js';
import { testFailingStarts, type FailingStart } from '../support/failing-starts.js';
import { modelsFolder } from '../support/models-folder.js';
import { smallDisk } from '../support/small-disk.js';

const run = promisify(execFile);
const asRoot = process.getuid?.() === 0;
/** A user who owns nothing here. */
const nobody = { uid: 65_534, gid: 65_534 };

let root: string;
let models: string;
let taken: Server;
let takenPort: number;
const disk = await smallDisk(20);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'concella-start-'));
  await chmod(root, 0o755);
  models = await modelsFolder();
  taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  takenPort = (taken.address() as { port: number }).port;
});

afterAll(async () => {
  taken.close();
  await disk?.unmount();
  for (const folder of [root, models]) await rm(folder, { recursive: true, force: true });
});

const rootOnly = !asRoot && 'only root can start a process as another user';
const diskOnly = !disk && 'no small disk could be mounted';
const folder = (name: string): string => join(root, name);
const model = (name: string) => (): Record<string, string> => ({
  DATA_DIR: folder(name),
  MODELS_DIR: models,
  MODEL: name,
});
const cases: readonly FailingStart[] = [
  {
    what: 'a port in use',
    says: /port \d+ of 127\.0\.0\.1 is in use by another program.*PORT=\d+/,
    env: () => ({ DATA_DIR: folder('port'), PORT: String(takenPort) }),
  },
  {
    what: 'an address of another machine',
    says: /HOST=192\.0\.2\.1 is not an address of this machine/,
    env: () => ({ DATA_DIR: folder('host'), HOST: '192.0.2.1', API_KEYS: 'a-key-of-sixteen-characters' }),
  },
  {
    what: 'DATA_DIR that is a file',
    says: /file.* a file is in the way.*DATA_DIR/,
    env: async () => {
      await writeFile(folder('file'), '');
      return { DATA_DIR: folder('file') };
    },
  },
  {
    what: 'DATA_DIR that this user may not write',
    says: /may not read and write .*forbidden.*DATA_DIR/,
    env: async () => {
      await mkdir(folder('forbidden'), { mode: 0o755 });
      return { DATA_DIR: join(folder('forbidden'), 'data') };
    },
    as: nobody,
    unless: rootOnly,
  },
  {
    what: 'a disk that is full',
    says: /no space left on the disk of .*DATA_DIR/,
    env: async () => {
      await disk?.fill(0);
      return { DATA_DIR: join(disk?.folder ?? '', 'data') };
    },
    unless: diskOnly,
  },
  {
    what: 'a disk that fills up in the first start',
    says: /no space left on the disk of .*DATA_DIR/,
    env: async () => {
      await disk?.free();
      return { DATA_DIR: join(disk?.folder ?? '', 'data') };
    },
    unless: diskOnly,
  },
  {
    what: 'a disk that can only be read',
    says: /on a disk that can only be read.*DATA_DIR/,
    env: async () => {
      await run('mount', ['-o', 'remount,ro', disk?.folder ?? '']);
      return { DATA_DIR: join(disk?.folder ?? '', 'other') };
    },
    unless: diskOnly,
  },
  { what: 'no such model', says: /no model at .*absent: set MODEL/, env: model('absent') },
  {
    what: 'a graph that is altered',
    says: /text_model\.onnx is not the file that the manifest names.*fetch the model again/,
    env: model('altered'),
  },
  {
    what: 'a graph that is cut short',
    says: /vision_model\.onnx is not the file.*fetch the model again/,
    env: async () => {
      await cp(join(projectFolder, 'test/fixtures/tiny-clip'), join(models, 'cut'), { recursive: true });
      await truncate(join(models, 'cut/vision_model.onnx'), 10_000);
      return model('cut')();
    },
  },
  {
    what: 'a model with a file missing',
    says: /is missing; fetch the model again/,
    env: model('incomplete'),
  },
  { what: 'a manifest that is no JSON', says: /no-json\/manifest\.json is not JSON/, env: model('no-json') },
  { what: 'a graph that is none', says: /no-graph/, env: model('no-graph') },
];

testFailingStarts(cases);

describe('a start with', () => {
  it('a folder in use', { timeout: 120_000 }, async () => {
    const first = engineProcess({ DATA_DIR: folder('used') });
    await expect
      .poll(async () => (await call(await first.url, '/health/ready')).status, { timeout: 60_000 })
      .toBe(200);
    const second = engineProcess({ DATA_DIR: folder('used') });
    expect(await second.code).toBe(1);
    expect(second.errors.at(-1)).toMatch(/^Concella could not start: .*DATA_DIR .*used is used by/);
    first.child.kill('SIGTERM');
    expect(await first.code).toBe(0);
  });

  it('a damaged dictionary: the words serve, and the log says so', { timeout: 120_000 }, async () => {
    const own = join(root, 'models');
    await cp(join(projectFolder, 'models/concella-small'), join(own, 'concella-small'), { recursive: true });
    await truncate(join(own, 'concella-small/neurons/weights.bin'), 10_000);
    const engine = engineProcess({ DATA_DIR: folder('damaged'), MODELS_DIR: own });
    const url = await engine.url;
    await expect.poll(async () => (await call(url, '/health/ready')).status, { timeout: 60_000 }).toBe(200);
    const { body } = await call<{ dictionaries: { origin: string; state: string }[] }>(
      url,
      '/v1/dictionaries',
    );
    expect(JSON.stringify(body)).toContain('words');
    expect(engine.output.join('\n')).toMatch(/DAMAGED.*the words serve/);
    engine.child.kill('SIGTERM');
    expect(await engine.code).toBe(0);
  });

  it('an index library that was not compiled: the exact index takes over', { timeout: 120_000 }, async () => {
    // As an install without a compiler leaves it: the package is there, its compiled part is not.
    const without = join(root, 'without-compiled.cjs');
    await writeFile(
      without,
      `const Module = require('node:module');
       const resolve = Module._resolveFilename;
       Module._resolveFilename = (name, ...rest) => {
         if (name === 'bindings') throw new Error('Could not locate the bindings file');
         return resolve(name, ...rest);
       };`,
    );
    const engine = engineProcess({ DATA_DIR: folder('exact'), NODE_OPTIONS: `--require ${without}` });
    const url = await engine.url;
    await expect.poll(async () => (await call(url, '/health/ready')).status, { timeout: 60_000 }).toBe(200);
    expect(engine.output.join('\n')).toMatch(/hnswlib-node CANNOT BE LOADED.*npm rebuild hnswlib-node/);
    const { body } = await call<string>(url, '/metrics');
    expect(body).toContain('concella_index_exact_fallback 1');
    engine.child.kill('SIGTERM');
    expect(await engine.code).toBe(0);
  });

  it.skipIf(!asRoot)('a data folder of another user', { timeout: 60_000 }, async () => {
    await mkdir(folder('theirs'), { mode: 0o700 });
    await chown(folder('theirs'), 1, 1);
    const engine = engineProcess({ DATA_DIR: folder('theirs') }, nobody);
    expect(await engine.code).toBe(1);
    expect(engine.errors.at(-1)).toMatch(/may not read and write/);
  });
});
