import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dot } from '#encoder';
import {
  createLogger,
  dataSourceOptions,
  Metrics,
  migrate,
  readConfig,
  startEmbeddedServer,
  type Config,
  type EmbeddedServer,
} from '#platform';
import { fusedVectors, testWeights } from '../../../test/support/fused-vectors.js';
import { longestHold } from '../../../test/support/held-thread.js';
import type { ChannelVectors } from './channel-vectors.js';
import { FollowedIndex } from './followed-index.js';
import { fuse } from './fuse.js';
import type { GenerationSettings } from './index-settings.js';
import { Indexes } from './indexes.js';

const dimension = 32;
const settings: GenerationSettings = {
  model: 'test@1',
  dimension,
  centringId: 'centring',
  dictionaryId: 'words',
  weights: testWeights,
};
const data = fusedVectors(3_000, dimension, 11);
const silent = createLogger('silent');

let server: EmbeddedServer;
let dataSource: DataSource;
let writer: pg.Client;
let config: Config;
const folders: string[] = [];
const running = new Set<FollowedIndex>();

async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'concella-followed-'));
  await chmod(folder, 0o755);
  folders.push(folder);
  return folder;
}

beforeAll(async () => {
  server = await startEmbeddedServer(await temporary(), silent);
  dataSource = await new DataSource(dataSourceOptions(server.url)).initialize();
  await migrate(dataSource);
  writer = new pg.Client(server.url);
  await writer.connect();
});

afterAll(async () => {
  await writer.end();
  await dataSource.destroy();
  await server.stop();
  for (const folder of folders) await rm(folder, { recursive: true });
});

beforeEach(async () => {
  config = readConfig({ DATA_DIR: await temporary() });
  await writer.query('truncate channel_vector, generation');
});

afterEach(async () => {
  for (const index of running) await stop(index);
});

interface Started {
  readonly index: FollowedIndex;
  readonly metrics: Metrics;
}

function start(over: Partial<GenerationSettings> = {}): Started {
  const metrics = new Metrics();
  const all = { ...settings, ...over };
  const index = new FollowedIndex(all, config, server.url, dataSource, silent, metrics);
  index.start();
  running.add(index);
  return { index, metrics };
}

async function stop(index: FollowedIndex): Promise<void> {
  running.delete(index);
  await index.close();
}

async function ready({ index }: Started): Promise<void> {
  await expect.poll(() => index.missing, { timeout: 30_000 }).toBeUndefined();
}

function bytes(vector: Float32Array | undefined): Buffer | null {
  return vector ? Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength) : null;
}

/** Writes rows as the catalogue does, tells those who listen, and gives the last change's number. */
async function write(
  rows: readonly (readonly [number, ChannelVectors | 'deleted'])[],
  notify = true,
): Promise<bigint> {
  const values = rows.map(([ordinal, vectors]) => {
    const of = vectors === 'deleted' ? undefined : vectors;
    const channels = [bytes(of?.image), bytes(of?.description), bytes(of?.reviews)];
    return [settings.model, `product-${ordinal % 100_000}`, ordinal, ...channels, of === undefined];
  });
  let seq = '0';
  await writer.query('begin');
  // One product at a time where it matters; hundreds at a time to fill.
  const atOnce = rows.length > 100 ? 200 : 1;
  for (let done = 0; done < values.length; done += atOnce) {
    const some = values.slice(done, done + atOnce);
    const places = some.map(
      (_, row) => `(${[1, 2, 3, 4, 5, 6, 7].map((i) => `$${row * 7 + i}`).join(', ')})`,
    );
    const written = await writer.query<{ seq: string }>(
      `insert into channel_vector (model, product_id, ordinal, image, description, reviews, deleted)
       values ${places.join(', ')}
       on conflict (model, product_id) do update set ordinal = excluded.ordinal, image = excluded.image,
         description = excluded.description, reviews = excluded.reviews, deleted = excluded.deleted,
         seq = nextval('channel_vector_seq')
       returning seq`,
      some.flat(),
    );
    seq = written.rows.at(-1)?.seq ?? seq;
  }
  if (notify) await writer.query('notify channel_vector');
  await writer.query('commit');
  return BigInt(seq);
}

function product(i: number): [number, ChannelVectors] {
  const vectors = data.channels[i];
  if (!vectors) throw new Error(`no vectors ${i}`);
  return [i, vectors];
}

const products = (from: number, to: number): [number, ChannelVectors][] =>
  Array.from({ length: to - from }, (_, i) => product(from + i));

async function found(index: FollowedIndex, i: number): Promise<boolean> {
  const [, vectors] = product(i);
  const answer = await index.search(fuse(vectors, testWeights, dimension), 20);
  return answer.some(({ ordinal }) => ordinal === i);
}

async function rebuilds({ metrics }: Started, reason: string): Promise<number> {
  const text = await metrics.registry.metrics();
  return Number(new RegExp(`index_rebuilds_total{reason="${reason}"} (\\d+)`).exec(text)?.[1] ?? 0);
}

describe('FollowedIndex', () => {
  it('takes rows in, replaces them, and lets deleted products disappear', async () => {
    const started = start();
    const { index } = started;
    await ready(started);
    expect(await index.search(data.query(), 5)).toEqual([]);
    await index.caughtUp(await write(products(0, 50)), 5_000);
    expect(await index.stats()).toEqual({ kind: 'hnsw', count: 50, dimension });
    expect(index.channelVectors(7)).toEqual(product(7)[1]);
    const [best] = await index.search(data.query(), 1);
    expect(best).toBeDefined();

    await index.caughtUp(await write([[7, product(1_000)[1]]]), 5_000);
    expect(index.channelVectors(7)).toEqual(product(1_000)[1]);
    const query = data.query();
    const scored = (await index.search(query, 50)).find(({ ordinal }) => ordinal === 7);
    expect(scored?.score).toBeCloseTo(dot(query, fuse(product(1_000)[1], testWeights, dimension)), 6);

    await index.caughtUp(await write([[7, 'deleted']]), 5_000);
    expect(index.channelVectors(7)).toBeUndefined();
    expect(await index.search(query, 50)).toHaveLength(49);
    expect(index.sample(100)).toHaveLength(49);
  });

  it('says when it has not caught up in time', async () => {
    const started = start();
    await ready(started);
    await expect(started.index.caughtUp(10_000_000n, 50)).rejects.toThrow('not in the index after 50 ms');
  });

  it('lets the former label go when a product comes back under another before anybody looked', async () => {
    const started = start();
    await ready(started);
    await started.index.caughtUp(await write(products(0, 10)), 5_000);
    // The same product id, written twice in one transaction: the tombstone is never seen.
    const seq = await write([
      [3, 'deleted'],
      [100_003, product(500)[1]],
    ]);
    await started.index.caughtUp(seq, 5_000);
    expect(started.index.channelVectors(3)).toBeUndefined();
    expect(started.index.channelVectors(100_003)).toEqual(product(500)[1]);
    expect((await started.index.stats()).count).toBe(10);
  });

  it('notices changes without a notification', async () => {
    const started = start();
    await ready(started);
    await write(products(0, 3), false);
    await expect.poll(async () => (await started.index.stats()).count, { timeout: 5_000 }).toBe(3);
  });

  it('leaves an unusable vector out and indexes the rest', async () => {
    const started = start();
    await ready(started);
    const good = product(0)[1].image;
    const seq = await write([
      [1, { image: new Float32Array(dimension).fill(NaN), description: undefined, reviews: undefined }],
      [2, { image: good, description: new Float32Array(dimension).fill(9), reviews: undefined }],
      [3, { image: new Float32Array(dimension - 1), description: undefined, reviews: good }],
    ]);
    await started.index.caughtUp(seq, 5_000);
    expect(started.index.channelVectors(1)).toBeUndefined();
    expect(started.index.channelVectors(2)).toEqual({
      image: good,
      description: undefined,
      reviews: undefined,
    });
    expect(started.index.channelVectors(3)).toEqual({
      image: undefined,
      description: undefined,
      reviews: good,
    });
    expect((await started.index.stats()).count).toBe(2);
  });

  it('starts from its snapshot, and takes in what changed while it was away', async () => {
    const first = start();
    await ready(first);
    await first.index.caughtUp(await write(products(0, 2_500)), 20_000);
    for (const [i, vectors] of products(0, 2_500)) expect(first.index.channelVectors(i)).toEqual(vectors);
    const { generation } = first.index;
    await stop(first.index);
    const manifest: unknown = JSON.parse(
      await readFile(join(config.dataDir, 'index', generation, 'manifest.json'), 'utf8'),
    );
    expect(manifest).toMatchObject({ generation, count: 2_500, dimension, kind: 'hnsw' });

    const seq = await write([[4, 'deleted'], [5, product(2_900)[1]], product(2_600)]);
    // A row that is gone without a tombstone (a database from a backup): its label must go too.
    await writer.query(`delete from channel_vector where ordinal = 6`);
    const second = start();
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
    const first = start();
    await ready(first);
    await first.index.caughtUp(await write(products(0, 200)), 5_000);
    await stop(first.index);
    const folder = join(config.dataDir, 'index', first.index.generation);
    const graph = (await readdir(folder)).find((name) => name.endsWith('.graph')) ?? '';
    const content = await readFile(join(folder, graph));
    content.writeUInt8(content.readUInt8(500) ^ 255, 500);
    await writeFile(join(folder, graph), content);
    const second = start();
    await ready(second);
    expect(await rebuilds(second, 'refused')).toBe(1);
    expect((await second.index.stats()).count).toBe(200);
    for (const i of [0, 99, 199]) expect(await found(second.index, i)).toBe(true);
    await stop(second.index);

    // The rebuilt one is good again; then the database loses what the snapshot knows.
    await writer.query('delete from channel_vector where ordinal > 50');
    const third = start();
    await ready(third);
    expect(await rebuilds(third, 'refused')).toBe(1);
    expect((await third.index.stats()).count).toBe(51);
  });

  it('goes on after its connections were killed', async () => {
    const started = start();
    await ready(started);
    await started.index.caughtUp(await write(products(0, 20)), 5_000);
    for (let kill = 0; kill < 3; kill += 1) {
      const killed = await writer.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'concella-index'`,
      );
      expect(killed.rowCount).toBeGreaterThan(0);
      await started.index.caughtUp(await write([product(100 + kill)]), 20_000);
      expect(await found(started.index, 100 + kill)).toBe(true);
    }
    expect((await started.index.stats()).count).toBe(23);
  });

  it('keeps one generation serving, and clears away the snapshots of others', async () => {
    await write(products(0, 10));
    const first = start();
    await ready(first);
    await stop(first.index);
    const second = start({ dictionaryId: 'trained' });
    await ready(second);
    expect(second.index.generation).not.toBe(first.index.generation);
    const indexes = new Indexes(config, server.url, dataSource, silent, new Metrics());
    await indexes.serve(first.index.generation);
    expect((await readdir(join(config.dataDir, 'index'))).length).toBe(2);
    await indexes.serve(second.index.generation);
    await indexes.keepSnapshots([second.index.generation]);
    const rows = await writer.query<{ id: string; state: string }>(
      'select id, state from generation order by state',
    );
    expect(rows.rows).toEqual([
      { id: first.index.generation, state: 'retired' },
      { id: second.index.generation, state: 'serving' },
    ]);
    expect(await readdir(join(config.dataDir, 'index'))).toEqual([second.index.generation]);
  });

  it('does not hold the main thread while it fills', async () => {
    await write(products(0, 3_000));
    const held = await longestHold(async () => {
      const started = start();
      await ready(started);
      expect((await started.index.stats()).count).toBe(3_000);
    });
    expect(held).toBeLessThan(20);
  });

  it('follows nothing in a process that only works', async () => {
    const worker = { ...config, role: 'worker' as const };
    const index = new FollowedIndex(settings, worker, server.url, dataSource, silent, new Metrics());
    index.start();
    expect(index.missing).toBeUndefined();
    await expect(index.search(data.query(), 5)).rejects.toThrow('not open');
    await index.close();
  });
});
