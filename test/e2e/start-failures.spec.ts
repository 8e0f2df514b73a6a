import { execFile } from 'node:child_process';
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '#platform';
import { call } from '../support/ask.js';
import { engineProcess } from '../support/engine-process.js';
import { modelsFolder } from '../support/models-folder.js';
import { bundledPrograms, PostgresServer, type ServerPrograms } from '../support/postgres-server.js';
import { smallDisk } from '../support/small-disk.js';

const run = promisify(execFile);
const asRoot = process.getuid?.() === 0;
/** A user who owns nothing here. */
const nobody = { uid: 65_534, gid: 65_534 };

let root: string;
let models: string;
let database: PostgresServer;
let taken: Server;
let takenPort: number;
const disk = await smallDisk(20);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'concella-start-'));
  await chmod(root, 0o755);
  models = await modelsFolder();
  database = await PostgresServer.start();
  taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  takenPort = (taken.address() as { port: number }).port;
});

afterAll(async () => {
  taken.close();
  for (const server of [database, ...servers]) await server.remove();
  await disk?.unmount();
  for (const folder of [root, models]) await rm(folder, { recursive: true, force: true });
});

/** A new database of the server, as its url. */
async function newDatabase(name: string): Promise<string> {
  await query(database.url, `create database ${name}`);
  return database.url.replace(/postgres$/, name);
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

interface Case {
  readonly what: string;
  readonly says: RegExp;
  readonly env: () => Record<string, string> | Promise<Record<string, string>>;
  readonly as?: { readonly uid: number; readonly gid: number };
  /** Why it can't be tried here. */
  readonly unless?: string | false;
}

const servers: PostgresServer[] = [];
async function serverOf(programs: ServerPrograms): Promise<PostgresServer> {
  const server = await PostgresServer.start(programs);
  servers.push(server);
  return server;
}

/** Of Debian's packages, where one of them is installed. */
async function findOldPrograms(): Promise<ServerPrograms | undefined> {
  for (let version = 15; version >= 10; version -= 1) {
    const [initdb, pg_ctl] = ['initdb', 'pg_ctl'].map((name) => `/usr/lib/postgresql/${version}/bin/${name}`);
    if (initdb && pg_ctl && (await stat(initdb).catch(() => undefined))) return { initdb, pg_ctl };
  }
  return undefined;
}
const oldPrograms = await findOldPrograms();

const rootOnly = !asRoot && 'only root can start a process as another user';
const diskOnly = !disk && 'no small disk could be mounted';
const folder = (name: string): string => join(root, name);
const model = (name: string) => (): Record<string, string> => ({
  DATA_DIR: folder(name),
  MODELS_DIR: models,
  MODEL: name,
});
const external = (url: string): Record<string, string> => ({
  DATA_DIR: folder('external'),
  DATABASE_URL: url,
});

const cases: readonly Case[] = [
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
    env: model('cut'),
  },
  {
    what: 'a model with a file missing',
    says: /is missing; fetch the model again/,
    env: model('incomplete'),
  },
  { what: 'a manifest that is no JSON', says: /no-json\/manifest\.json is not JSON/, env: model('no-json') },
  { what: 'a graph that is none', says: /no-graph/, env: model('no-graph') },
  {
    what: 'a database server that is not there',
    says: /PostgreSQL server of DATABASE_URL \(127\.0\.0\.1:1\) does not answer \(ECONNREFUSED\)/,
    env: () => external('postgres://shop:secret-word@127.0.0.1:1/shop'),
  },
  {
    what: 'a database host that is unknown',
    says: /PostgreSQL server of DATABASE_URL \(nowhere\.invalid\) does not answer/,
    env: () => external('postgres://shop:secret-word@nowhere.invalid/shop'),
  },
  {
    what: 'a wrong password',
    says: /refuses user or password/,
    env: async () => {
      await query(database.url, `create role reader login password 'right-word'`);
      const rules = join(database.folder, 'pg_hba.conf');
      await writeFile(rules, `host all reader 127.0.0.1/32 scram-sha-256\n${await readFile(rules, 'utf8')}`);
      await query(database.url, 'select pg_reload_conf()');
      return external(database.url.replace('shop@', 'reader:secret-word@'));
    },
  },
  {
    what: 'a database that does not exist',
    says: /database of DATABASE_URL does not exist on .*createdb/,
    env: () => external(database.url.replace(/postgres$/, 'absent')),
  },
  {
    what: 'a user who may not make tables',
    says: /user of DATABASE_URL lacks a right/,
    env: async () => {
      const url = await newDatabase('foreign_one');
      await query(database.url, 'create role guest login');
      return external(url.replace('shop@', 'guest@'));
    },
  },
  {
    what: 'a server that is too old',
    says: /PostgreSQL server of DATABASE_URL is version 1[0-5]\b.* Use 16 or later/,
    env: async () => external((await serverOf(oldPrograms ?? (await bundledPrograms()))).url),
    unless: !oldPrograms && 'no PostgreSQL before 16 is installed',
  },
  {
    what: 'a server without an extension',
    says: /lacks an extension: .*"unaccent".*contrib package/,
    env: async () => {
      const programs = await bundledPrograms();
      const copy = join(root, 'postgres-without-unaccent');
      await cp(join(dirname(programs.initdb), '..'), copy, { recursive: true, verbatimSymlinks: true });
      await rm(join(copy, 'share/postgresql/extension/unaccent.control'));
      const there = (program: string): string => join(copy, 'bin', basename(program));
      return external(
        (await serverOf({ initdb: there(programs.initdb), pg_ctl: there(programs.pg_ctl) })).url,
      );
    },
  },
  {
    what: 'tables of a newer version',
    says: /written by a newer version of Concella \(Tomorrow9999999999999\)/,
    env: async () => {
      const url = await newDatabase('newer');
      await query(
        url,
        `create table migration (id serial primary key, timestamp bigint not null, name varchar not null);
         insert into migration (timestamp, name) values (9999999999999, 'Tomorrow9999999999999')`,
      );
      return external(url);
    },
  },
];

describe('a start that fails says in one plain last line why, and what to do:', () => {
  for (const { what, says, env, as, unless } of cases) {
    if (unless) console.warn(`NOT TESTED: ${what}: ${unless}`);
    it.skipIf(unless)(what, { timeout: 120_000 }, async () => {
      if (what === 'a graph that is cut short') {
        await cp(join(projectFolder, 'test/fixtures/tiny-clip'), join(models, 'cut'), { recursive: true });
        await truncate(join(models, 'cut/vision_model.onnx'), 10_000);
      }
      const given = await env();
      const { output, errors, code } = engineProcess(given, as);
      expect(await code, errors.join('\n')).toBe(1);
      const last = errors.at(-1) ?? '';
      expect(last).toMatch(says);
      expect(last).toMatch(/^Concella could not start: /);
      const logged = JSON.parse(output.at(-1) ?? '{}') as { level: number; msg: string };
      expect(logged).toMatchObject({ level: 60, msg: last });
      const all = [...output, ...errors].join('\n');
      expect(all).not.toMatch(/\n\s+at |"stack"/);
      expect(all).not.toContain('secret-word');
      // The database server that was started for it has ended too.
      const processes = (await run('ps', ['-eo', 'args'])).stdout;
      expect(processes).not.toContain(join(given.DATA_DIR ?? 'never', 'postgres'));
    });
  }

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

  it('but a damaged dictionary: the words serve, and the log says so', { timeout: 120_000 }, async () => {
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

  it(
    'but an index library that was not compiled: the exact index takes over',
    { timeout: 120_000 },
    async () => {
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
    },
  );

  it.skipIf(!asRoot)('a data folder of another user', { timeout: 60_000 }, async () => {
    await mkdir(folder('theirs'), { mode: 0o700 });
    await chown(folder('theirs'), 1, 1);
    const engine = engineProcess({ DATA_DIR: folder('theirs') }, nobody);
    expect(await engine.code).toBe(1);
    expect(engine.errors.at(-1)).toMatch(/may not read and write/);
  });
});
