import { chmod, cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { testFailingStarts } from '../support/failing-starts.js';
import { bundledPrograms, PostgresServer, type ServerPrograms } from '../support/postgres-server.js';

let root: string;
let database: PostgresServer;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'concella-start-'));
  await chmod(root, 0o755);
  database = await PostgresServer.start();
});

afterAll(async () => {
  for (const server of [database, ...servers]) await server.remove();
  await rm(root, { recursive: true, force: true });
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

const external = (url: string): Record<string, string> => ({
  DATA_DIR: join(root, 'data'),
  DATABASE_URL: url,
});

testFailingStarts([
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
]);
