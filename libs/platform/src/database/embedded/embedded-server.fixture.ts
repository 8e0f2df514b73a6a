import { chmod, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { EmbeddedServer } from './embedded-server.js';

export const scratch = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'concella-embedded-'));
  // The server's own user must be able to enter where the tests run as root.
  await chmod(folder, 0o755);
  return folder;
};

export const postmaster = async (dataDir: string): Promise<number> =>
  Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);

export const select = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
};

export const asSuperuser = ({ url }: EmbeddedServer): string => url.replace('concella@', 'postgres@');
