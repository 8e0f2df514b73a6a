import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Metrics } from '#platform';
import {
  dimension,
  FollowedDatabase,
  found,
  product,
  products,
  ready,
  silent,
  type Started,
} from '../../../test/support/followed-database.js';
import { Generation } from './generation.js';
import { Indexes } from './indexes.js';

let database: FollowedDatabase;

beforeAll(async () => {
  database = await FollowedDatabase.open();
});

afterAll(() => database.close());

beforeEach(() => database.clear());

afterEach(() => database.stopAll());

async function rebuilds({ metrics }: Started, reason: string): Promise<number> {
  const text = await metrics.registry.metrics();
  return Number(new RegExp(`index_rebuilds_total{reason="${reason}"} (\\d+)`).exec(text)?.[1] ?? 0);
}

describe('the snapshots of a FollowedIndex', () => {
  it('starts from its snapshot, and takes in what changed while it was away', async () => {
    const first = database.start();
    await ready(first);
    await first.index.caughtUp(await database.write(products(0, 2_500)), 20_000);
    for (const [i, vectors] of products(0, 2_500)) expect(first.index.channelVectors(i)).toEqual(vectors);
    const { generation } = first.index;
    await database.stop(first.index);
    const manifest: unknown = JSON.parse(
      await readFile(join(database.config.dataDir, 'index', generation, 'manifest.json'), 'utf8'),
    );
    expect(manifest).toMatchObject({ generation, count: 2_500, dimension, kind: 'hnsw' });

    const seq = await database.write([[4, 'deleted'], [5, product(2_900)[1]], product(2_600)]);
    // A row that is gone without a tombstone (a database from a backup): its label must go too.
    await database.writer.query(`delete from channel_vector where ordinal = 6`);
    const second = database.start();
    await ready(second);
    expect(second.index.generation).toBe(generation);
    expect(await rebuilds(second, 'absent')).toBe(0);
    expect(await rebuilds(second, 'refused')).toBe(0);
    expect(second.index.appliedSeq).toBe(seq);
    expect((await second.index.stats()).count).toBe(2_499);
    expect(second.index.channelVectors(5)).toEqual(product(2_900)[1]);
    expect(await found(second.index, 2_600)).toBe(true);
    for (const gone of [4, 6]) {
      expect(second.index.channelVectors(gone)).toBeUndefined();
      expect(await found(second.index, gone)).toBe(false);
    }
  });

  it('builds anew from the database when the snapshot is damaged or of another database', async () => {
    const first = database.start();
    await ready(first);
    await first.index.caughtUp(await database.write(products(0, 200)), 5_000);
    await database.stop(first.index);
    const folder = join(database.config.dataDir, 'index', first.index.generation);
    const graph = (await readdir(folder)).find((name) => name.endsWith('.graph')) ?? '';
    const content = await readFile(join(folder, graph));
    content.writeUInt8(content.readUInt8(500) ^ 255, 500);
    await writeFile(join(folder, graph), content);
    const second = database.start();
    await ready(second);
    expect(await rebuilds(second, 'refused')).toBe(1);
    expect((await second.index.stats()).count).toBe(200);
    for (const i of [0, 99, 199]) expect(await found(second.index, i)).toBe(true);
    await database.stop(second.index);

    // The rebuilt one is good again; then the database loses what the snapshot knows.
    await database.writer.query('delete from channel_vector where ordinal > 50');
    const third = database.start();
    await ready(third);
    expect(await rebuilds(third, 'refused')).toBe(1);
    expect((await third.index.stats()).count).toBe(51);
  });

  it('keeps one generation serving, and clears away the snapshots of others', async () => {
    await database.write(products(0, 10));
    const first = database.start();
    await ready(first);
    await database.stop(first.index);
    const second = database.start({ dictionaryId: 'trained' });
    await ready(second);
    expect(second.index.generation).not.toBe(first.index.generation);
    const { config, server, dataSource } = database;
    const indexes = new Indexes(
      config,
      server.url,
      dataSource,
      dataSource.getRepository(Generation),
      silent,
      new Metrics(),
    );
    await indexes.markServing(first.index.generation);
    expect((await readdir(join(config.dataDir, 'index'))).length).toBe(2);
    await indexes.markServing(second.index.generation);
    await indexes.keepSnapshots([second.index.generation]);
    const rows = await database.writer.query<{ id: string; state: string }>(
      'select id, state from generation order by state',
    );
    expect(rows.rows).toEqual([
      { id: first.index.generation, state: 'retired' },
      { id: second.index.generation, state: 'serving' },
    ]);
    expect(await readdir(join(config.dataDir, 'index'))).toEqual([second.index.generation]);
  });
});
