import { rm } from 'node:fs/promises';
import { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../../../../test/support/postgres-server.js';
import { migrateQueue } from '../../jobs/job-runner.js';
import { createLogger } from '../../telemetry/logger.js';
import { dataSourceOptions, migrate } from '../database.js';
import { startEmbeddedServer } from './embedded-server.js';
import { asSuperuser, postmaster, scratch, select } from './embedded-server.fixture.js';
import { startFormerServer } from './former-server.fixture.js';

const logger = createLogger('silent');

describe('a folder of an earlier version', () => {
  const owners = `
    select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = relnamespace
      where nspname !~ '^(pg_|information_schema)' and relowner <> 'concella'::regrole
        and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    union all select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = pronamespace
      where nspname !~ '^(pg_|information_schema)' and proowner <> 'concella'::regrole
        and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    union all select t.oid::regtype::text from pg_type t join pg_namespace n on n.oid = typnamespace
      where nspname !~ '^(pg_|information_schema)' and typowner <> 'concella'::regrole
        and not exists (select 1 from pg_depend d where d.objid = t.oid and d.deptype = 'e')
    union all select nspname from pg_namespace
      where nspname !~ '^(pg_|information_schema)' and nspname <> 'public' and nspowner <> 'concella'::regrole`;

  it('is closed at the first start, and everything in it belongs to the new role', async () => {
    const folder = await scratch();
    const former = await startFormerServer(folder, await freePort());
    const dataSource = await new DataSource(dataSourceOptions(former.url)).initialize();
    await migrate(dataSource);
    await migrateQueue(former.url);
    await dataSource.query(`select graphile_worker.add_job('kept')`);
    await dataSource.query(
      `create type size as enum ('small'); create sequence counted; create view seen as select 1`,
    );
    await dataSource.destroy();
    const pid = await postmaster(folder);

    // The former application was killed; its server lives on, without a lock.
    const server = await startEmbeddedServer(folder, logger);
    expect(await postmaster(folder)).not.toBe(pid);
    expect(await select(server.url, owners)).toEqual([]);
    expect(await select(server.url, 'select identifier from graphile_worker._private_tasks')).toEqual([
      { identifier: 'kept' },
    ]);
    expect(
      await select(
        asSuperuser(server),
        `select rolname, rolsuper, rolcanlogin, rolpassword from pg_authid where rolname ~ 'concella|postgres' order by rolname`,
      ),
    ).toEqual([
      { rolname: 'concella', rolsuper: false, rolcanlogin: true, rolpassword: null },
      { rolname: 'concella_before', rolsuper: true, rolcanlogin: false, rolpassword: null },
      { rolname: 'postgres', rolsuper: true, rolcanlogin: true, rolpassword: null },
    ]);
    // The application's own migrations and those of the queue work as the new role, back and forth.
    const again = await new DataSource(dataSourceOptions(server.url)).initialize();
    for (let left = again.migrations.length; left > 0; left -= 1) await again.undoLastMigration();
    await migrate(again);
    await migrateQueue(server.url);
    await again.destroy();
    await server.stop();
    await (await startEmbeddedServer(folder, logger)).stop();
    await rm(folder, { recursive: true });
  });
});
