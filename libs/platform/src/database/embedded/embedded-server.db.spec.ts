import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { asNobody, noOtherUser } from '../../../../../test/support/as-another-user.js';
import { projectFolder } from '../../config/project-folder.js';
import { createLogger } from '../../telemetry/logger.js';
import { startEmbeddedServer, type EmbeddedServer } from './embedded-server.js';
import { asSuperuser, postmaster, scratch, select } from './embedded-server.fixture.js';

const logger = createLogger('silent');

let dataDir: string;
const running = new Set<EmbeddedServer>();
const started = async (folder: string): Promise<EmbeddedServer> => {
  const server = await startEmbeddedServer(folder, logger);
  running.add(server);
  return server;
};
const stopped = async (server: EmbeddedServer): Promise<void> => {
  running.delete(server);
  await server.stop();
};

describe('the embedded server', () => {
  beforeAll(async () => {
    dataDir = await scratch();
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  it('keeps its data over a restart, a kill -9 of the server and a server that outlived its application', async () => {
    const first = await startEmbeddedServer(dataDir, logger);
    await select(first.url, `create table kept (value text); insert into kept values ('one')`);
    await first.stop();

    const second = await startEmbeddedServer(dataDir, logger);
    expect(await select(second.url, 'select value from kept')).toEqual([{ value: 'one' }]);
    process.kill(await postmaster(dataDir), 'SIGKILL');

    const third = await startEmbeddedServer(dataDir, logger);
    await select(third.url, `insert into kept values ('two')`);
    const orphan = await postmaster(dataDir);

    // Nobody stopped the third: as after a kill -9 of the application.
    const fourth = await startEmbeddedServer(dataDir, logger);
    expect(await select(fourth.url, 'select value from kept order by value')).toEqual([
      { value: 'one' },
      { value: 'two' },
    ]);
    expect(await postmaster(dataDir)).not.toBe(orphan);
    await fourth.stop();
  });

  it('starts although a living process has the number of the former server by now', async () => {
    await (await startEmbeddedServer(dataDir, logger)).stop();
    const former = [process.pid, join(dataDir, 'postgres'), 1_700_000_000, 5432, '.', '', '', 'ready'];
    await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), former.join('\n'));
    await (await startEmbeddedServer(dataDir, logger)).stop();
  });

  it('ends cleanly when its server is gone already', async () => {
    const server = await startEmbeddedServer(dataDir, logger);
    const pid = await postmaster(dataDir);
    process.kill(pid, 'SIGKILL');
    await server.stop();
  });
});

describe('the folder of the embedded server', () => {
  afterEach(async () => {
    for (const server of running) await stopped(server);
  });

  it('may have any name, also one too long for a socket', async () => {
    const parent = await scratch();
    const folder = join(parent, `a "shop's" $(touch oops) folder, two`);
    await mkdir(folder);
    const server = await started(folder);
    expect(await select(server.url, 'select current_user as name')).toEqual([{ name: 'concella' }]);
    await stopped(server);

    const long = join(parent, 'deep/'.repeat(30));
    await mkdir(long, { recursive: true });
    await rename(join(folder, 'postgres'), join(long, 'postgres'));
    const crashed = await startEmbeddedServer(long, logger);
    const socket = decodeURIComponent(crashed.url.split('host=')[1] ?? '');
    expect(socket).toMatch(/^\/tmp\/concella-socket-/);
    expect((await stat(socket)).mode & 0o077).toBe(0);
    // The next one tidies up behind it.
    await stopped(await started(long));
    await expect(stat(socket)).rejects.toThrow('ENOENT');
    await rm(parent, { recursive: true });
  });

  it('is made anew where a first start was cut short at any of its steps', async () => {
    const folder = await scratch();
    // Left by this version: a folder that was never renamed; by earlier ones: a cluster without a database of ours.
    await mkdir(join(folder, 'postgres.new-abc123', 'base'), { recursive: true });
    await mkdir(join(folder, 'postgres', 'base', '1'), { recursive: true });
    await mkdir(join(folder, 'postgres', 'global'));
    for (const [file, text] of [
      ['postgres/PG_VERSION', '18'],
      ['postgres/global/pg_control', 'half'],
      ['postgres.password', 'concella'],
    ] as const)
      await writeFile(join(folder, file), text);
    await chmod(join(folder, 'postgres'), 0o700);
    const server = await started(folder);
    await select(server.url, 'create table works ()');
    expect((await readdir(folder)).sort()).toEqual(['postgres', 'postgres.lock']);
    await stopped(server);
    await rm(folder, { recursive: true });
  });

  it('starts after a kill -9 at random moments of its first start', { timeout: 180_000 }, async () => {
    const folder = await scratch();
    const module = `
      import { startEmbeddedServer, createLogger } from '${join(projectFolder, 'dist/libs/platform/src/index.js')}';
      await startEmbeddedServer(${JSON.stringify(folder)}, createLogger('silent')); console.log('up');`;
    for (let kill = 0; kill < 4; kill += 1) {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', module], {
        cwd: projectFolder,
      });
      const left = once(child, 'exit');
      // From the moment that something appears in the folder, so that slow machines hit the same steps.
      await expect.poll(() => readdir(folder)).not.toEqual([]);
      await new Promise((resolve) => setTimeout(resolve, kill * 400));
      child.kill('SIGKILL');
      await left;
      if (kill % 2 === 1) {
        const server = await started(folder);
        expect(await select(server.url, 'select current_user as name')).toEqual([{ name: 'concella' }]);
        await stopped(server);
        await rm(join(folder, 'postgres'), { recursive: true });
      }
    }
    await rm(folder, { recursive: true });
  });
});

describe('the embedded server and others on the machine', () => {
  let server: EmbeddedServer;
  let folder: string;
  beforeAll(async () => {
    folder = await scratch();
    server = await startEmbeddedServer(folder, logger);
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  it('listens on no port, knows no password and trusts nobody', async () => {
    expect(await select(server.url, 'show listen_addresses')).toEqual([{ listen_addresses: '' }]);
    const rules = await readFile(join(folder, 'postgres', 'pg_hba.conf'), 'utf8');
    expect(rules).toBe('local all all peer map=concella\n');
    expect(
      await select(asSuperuser(server), 'select rolname from pg_authid where rolpassword is not null'),
    ).toEqual([]);
    for (const name of ['.', '.s.PGSQL.5432', 'pg_hba.conf', 'pg_ident.conf', 'server.log'])
      expect(`${name} ${(await stat(join(folder, 'postgres', name))).mode & 0o077}`).toBe(`${name} 0`);
  });

  it('gives the application a role that owns its database and no more', async () => {
    expect(
      await select(
        server.url,
        `select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls from pg_roles where rolname = current_user`,
      ),
    ).toEqual([
      {
        rolsuper: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolreplication: false,
        rolbypassrls: false,
      },
    ]);
    for (const forbidden of [
      `copy (select 1) to program 'touch /tmp/oops'`,
      `select pg_read_file('pg_hba.conf')`,
      `create extension postgres_fdw`,
      `alter role concella superuser`,
      `set role postgres`,
      `load 'plpython3'`,
    ])
      await expect(select(server.url, forbidden), forbidden).rejects.toThrow(/denied|permission|access/);
  });

  it.skipIf(noOtherUser)(`does not let in another user of the machine`, async () => {
    const attempt = `
      import pg from ${JSON.stringify(join(projectFolder, 'node_modules/pg/esm/index.mjs'))};
      import { readdirSync, readFileSync } from 'node:fs';
      const tell = async (name, attempt) => {
        try { console.log(name, 'OPEN', await attempt()); } catch (error) { console.log(name, error.code); }
      };
      const folder = ${JSON.stringify(folder)};
      await tell('list', () => readdirSync(folder + '/postgres'));
      await tell('read', () => readFileSync(folder + '/postgres/pg_ident.conf', 'utf8'));
      await tell('lock', () => readFileSync(folder + '/postgres.lock', 'utf8'));
      for (const user of ['concella', 'postgres', 'nobody'])
        for (const password of [undefined, '', 'concella', 'postgres'])
          await tell('connect', () => new pg.Client({ host: folder + '/postgres', port: 5432, user, password, database: 'concella' }).connect());`;
    const lines = (await asNobody(attempt, projectFolder)).trim().split('\n');
    expect(lines.length).toBe(15);
    expect(lines.filter((line) => !line.endsWith(' EACCES'))).toEqual([]);
  });
  if (noOtherUser) console.warn(`skipped: another user's attempts; ${noOtherUser}`);

  it.skipIf(noOtherUser)(`asks who it is that comes, should somebody reach the socket`, async () => {
    const socket = join(folder, 'postgres');
    await chmod(socket, 0o755);
    await chmod(join(socket, '.s.PGSQL.5432'), 0o777);
    const attempt = `
      import pg from ${JSON.stringify(join(projectFolder, 'node_modules/pg/esm/index.mjs'))};
      for (const user of ['concella', 'postgres'])
        await new pg.Client({ host: ${JSON.stringify(socket)}, port: 5432, user, password: 'concella', database: 'concella' })
          .connect().then(() => console.log('OPEN'), (error) => console.log(error.message));`;
    const lines = (await asNobody(attempt, projectFolder)).trim().split('\n');
    await chmod(socket, 0o700);
    expect(lines).toEqual([
      'Peer authentication failed for user "concella"',
      'Peer authentication failed for user "postgres"',
    ]);
  });
});
