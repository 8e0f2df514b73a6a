import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '#platform';
import { foreignTables, tableOwners, tablesMade } from './table-owners.js';

async function sources(folder: string): Promise<{ path: string; text: string }[]> {
  const names = await readdir(join(projectFolder, folder), { recursive: true });
  return Promise.all(
    names
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
      .map(async (name) => {
        const path = join(folder, name);
        return { path, text: await readFile(join(projectFolder, path), 'utf8') };
      }),
  );
}

describe('the owners of tables', () => {
  it('are named for every table that the migrations make', async () => {
    const made = (await sources('migrations')).flatMap(({ text }) => tablesMade(text));
    expect(made.length).toBeGreaterThan(10);
    const owned = Object.values(tableOwners).flat();
    expect(new Set(owned).size).toBe(owned.length);
    expect(made.filter((table) => !owned.includes(table))).toEqual([]);
  });

  it('are the only ones that name them in SQL', async () => {
    const all = [...(await sources('libs')), ...(await sources('apps/api/src'))];
    const breaches = all.flatMap(({ path, text }) =>
      foreignTables(path, text).map(({ table, owner }) => `${path} names ${table} of ${owner}`),
    );
    expect(breaches).toEqual([]);
  });

  it.each([
    ['read', "query('select id from product where id = $1')", ['product']],
    [
      'read in a template',
      'query(`select ${columns} from product p join atom a on a.x = p.y`)',
      ['product', 'atom'],
    ],
    ['written', 'query(`insert into channel_vector (model) values ($1)`)', ['channel_vector']],
    [
      'numbered',
      "query(`update upload set seq = nextval('channel_vector_seq')`)",
      ['upload', 'channel_vector_seq'],
    ],
    ['deleted from', "query('delete from only vector')", ['vector']],
    ['locked', "query('lock table upload in share mode')", ['upload']],
    ['listened to', "query('listen channel_vector')", ['channel_vector']],
    ['an entity of its own', "@Entity({ name: 'upload' }) class Row {}", ['upload']],
    ['read with its schema', "query('select 1 from graphile_worker.jobs')", ['graphile_worker']],
  ])('bite on a table of another lib that is %s', (_, source, tables) => {
    expect(foreignTables('libs/alignment/src/planted.ts', source).map(({ table }) => table)).toEqual(tables);
  });

  it('let a lib name its own, and anybody speak of a product', () => {
    expect(foreignTables('libs/catalogue/src/own.ts', "query('select id from product')")).toEqual([]);
    expect(foreignTables('libs/alignment/src/words.ts', "throw new Error('taken from product 5')")).toEqual(
      [],
    );
  });
});
