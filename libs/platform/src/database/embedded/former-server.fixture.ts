import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { createLogger } from '../../telemetry/logger.js';
import { locateBinaries, runProgram } from './binaries.js';
import { giveTo } from './server-folder.js';
import { serverUser } from './server-user.js';

/** A server as the version before the locks started it. */
export interface FormerServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts a server on `dataDir`/postgres as earlier versions did: the application is the superuser, its password is its
 * name, anybody on the machine may try it on a port, and nothing is locked.
 */
export async function startFormerServer(dataDir: string, port: number): Promise<FormerServer> {
  const folder = join(dataDir, 'postgres');
  const binaries = await locateBinaries(createLogger('error'));
  const user = await serverUser();
  const run = { user, folder };
  if (!existsSync(folder)) {
    await mkdir(dataDir, { recursive: true });
    await mkdir(folder, { mode: 0o700 });
    await giveTo(folder, user);
    const password = `${folder}.password`;
    await writeFile(password, 'concella', { mode: 0o600 });
    await giveTo(password, user);
    const options = ['--username=concella', '--auth=scram-sha-256', `--pwfile=${password}`];
    await runProgram(binaries.initdb, [...options, '--encoding=UTF8', '--locale=C', '--no-sync'], run);
    await rm(password);
  }
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''`;
  await runProgram(binaries.pg_ctl, ['start', '-w', '-l', 'server.log', '-o', settings], run);
  const server = `postgres://concella:concella@127.0.0.1:${port}`;
  const client = new pg.Client(`${server}/postgres`);
  client.on('error', (error) => process.stderr.write(`${error.message}\n`));
  await client.connect();
  const found = await client.query(`select 1 from pg_database where datname = 'concella'`);
  if (found.rowCount === 0) await client.query('create database concella');
  await client.end();
  return {
    url: `${server}/concella`,
    stop: () => runProgram(binaries.pg_ctl, ['stop', '-m', 'fast', '-w'], run),
  };
}
