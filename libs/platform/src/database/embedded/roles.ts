import type { Logger } from '../../telemetry/logger.js';
import { DatabaseClient } from '../database-client.js';

/** The application's role: it owns the database and is no superuser. */
export const applicationRole = 'concella';
/** For setting up and upgrading only. */
export const superuserRole = 'postgres';
export const database = 'concella';
// The role of earlier versions, which PostgreSQL can neither drop nor make an ordinary one.
const formerRole = 'concella_before';

export interface Socket {
  readonly folder: string;
  readonly port: number;
}

/**
 * Brings a folder of an earlier version, whose application was the superuser with a known password, to today's roles.
 * It is done in one transaction, so that a start that is cut short leaves the old roles or the new ones.
 */
export async function upgradeRoles(socket: Socket, logger: Logger): Promise<void> {
  const isFormer = await withClient(socket, applicationRole, 'postgres', async (client) => {
    const { rows } = await client.query<{ former: boolean }>(
      'select rolsuper as former from pg_roles where rolname = current_user',
    );
    if (rows[0]?.former !== true) return false;
    // A role can't rename itself: the other superuser does it.
    const roles = await client.query('select 1 from pg_roles where rolname = $1', [superuserRole]);
    if (roles.rowCount === 0) await client.query(`create role ${superuserRole} superuser login`);
    const databases = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (databases.rowCount === 0) await client.query(`create database ${database}`);
    return true;
  });
  if (!isFormer) return;
  await withClient(socket, superuserRole, database, async (client) => {
    await client.query('begin');
    await client.query(`alter role ${applicationRole} rename to ${formerRole}`);
    await client.query(`alter role ${formerRole} nologin password null`);
    await client.query(`create role ${applicationRole} login`);
    await client.query(`alter database ${database} owner to ${applicationRole}`);
    await client.query(handOver);
    await client.query('commit');
  });
  logger.info('the database is closed to other users of this machine now');
}

// "reassign owned" refuses the first superuser. What belongs to an extension, a table or a type goes with it.
const handOver = `
do $$
declare command text;
begin
  for command in
    with mine as (select oid from pg_roles where rolname = '${formerRole}'),
    member as (select classid, objid from pg_depend
      where deptype = 'e' or deptype in ('i', 'a') and refclassid = 'pg_class'::regclass),
    space as (select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
    select format('alter schema %I owner to ${applicationRole}', nspname)
      from pg_namespace where nspowner in (table mine) and oid in (table space)
    union all
    select format('alter %s %s owner to ${applicationRole}',
        case relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence'
          when 'c' then 'type' when 'f' then 'foreign table' else 'table' end, oid::regclass)
      from pg_class c where relowner in (table mine) and relnamespace in (table space)
        and relkind in ('r', 'p', 'v', 'm', 'S', 'c', 'f')
        and not exists (select 1 from member m where m.classid = 'pg_class'::regclass and m.objid = c.oid)
    union all
    select format('alter routine %s owner to ${applicationRole}', oid::regprocedure)
      from pg_proc p where proowner in (table mine) and pronamespace in (table space)
        and not exists (select 1 from member m where m.classid = 'pg_proc'::regclass and m.objid = p.oid)
    union all
    select format('alter type %s owner to ${applicationRole}', oid::regtype)
      from pg_type t where typowner in (table mine) and typnamespace in (table space) and typtype in ('d', 'e', 'r')
        and not exists (select 1 from member m where m.classid = 'pg_type'::regclass and m.objid = t.oid)
  loop
    execute command;
  end loop;
end $$`;

async function withClient<T>(
  socket: Socket,
  user: string,
  inDatabase: string,
  use: (client: DatabaseClient) => Promise<T>,
): Promise<T> {
  const client = new DatabaseClient({ host: socket.folder, port: socket.port, user, database: inDatabase });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
