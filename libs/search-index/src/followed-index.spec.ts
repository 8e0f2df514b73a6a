import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dot } from '#encoder';
import { Metrics } from '#platform';
import {
  data,
  dimension,
  FollowedDatabase,
  found,
  product,
  products,
  ready,
  settings,
  silent,
} from '../../../test/support/followed-database.js';
import { testWeights } from '../../../test/support/fused-vectors.js';
import { longestHold } from '../../../test/support/held-thread.js';
import { FollowedIndex } from './followed-index.js';
import { fuse } from './fuse.js';

let database: FollowedDatabase;

beforeAll(async () => {
  database = await FollowedDatabase.open();
});

afterAll(() => database.close());

beforeEach(() => database.clear());

afterEach(() => database.stopAll());

describe('FollowedIndex', () => {
  it('takes rows in, replaces them, and lets deleted products disappear', async () => {
    const started = database.start();
    const { index } = started;
    await ready(started);
    expect(await index.search(data.query(), 5)).toEqual([]);
    await index.caughtUp(await database.write(products(0, 50)), 5_000);
    expect(await index.stats()).toEqual({ kind: 'hnsw', count: 50, dimension });
    expect(index.channelVectors(7)).toEqual(product(7)[1]);
    const [best] = await index.search(data.query(), 1);
    expect(best).toBeDefined();

    await index.caughtUp(await database.write([[7, product(1_000)[1]]]), 5_000);
    expect(index.channelVectors(7)).toEqual(product(1_000)[1]);
    const query = data.query();
    const scored = (await index.search(query, 50)).find(({ ordinal }) => ordinal === 7);
    expect(scored?.score).toBeCloseTo(dot(query, fuse(product(1_000)[1], testWeights, dimension)), 6);

    await index.caughtUp(await database.write([[7, 'deleted']]), 5_000);
    expect(index.channelVectors(7)).toBeUndefined();
    expect(await index.search(query, 50)).toHaveLength(49);
    expect(index.sample(100)).toHaveLength(49);
  });

  it('says when it has not caught up in time', async () => {
    const started = database.start();
    await ready(started);
    await expect(started.index.caughtUp(10_000_000n, 50)).rejects.toThrow('not in the index after 50 ms');
  });

  it('lets the former label go when a product comes back under another before anybody looked', async () => {
    const started = database.start();
    await ready(started);
    await started.index.caughtUp(await database.write(products(0, 10)), 5_000);
    // The same product id, written twice in one transaction: the tombstone is never seen.
    const seq = await database.write([
      [3, 'deleted'],
      [100_003, product(500)[1]],
    ]);
    await started.index.caughtUp(seq, 5_000);
    expect(started.index.channelVectors(3)).toBeUndefined();
    expect(started.index.channelVectors(100_003)).toEqual(product(500)[1]);
    expect((await started.index.stats()).count).toBe(10);
  });

  it('notices changes without a notification', async () => {
    const started = database.start();
    await ready(started);
    await database.write(products(0, 3), false);
    await expect.poll(async () => (await started.index.stats()).count, { timeout: 5_000 }).toBe(3);
  });

  it('leaves an unusable vector out and indexes the rest', async () => {
    const started = database.start();
    await ready(started);
    const good = product(0)[1].image;
    const seq = await database.write([
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

  it('goes on after its connections were killed', async () => {
    const started = database.start();
    await ready(started);
    await started.index.caughtUp(await database.write(products(0, 20)), 5_000);
    for (let kill = 0; kill < 3; kill += 1) {
      const killed = await database.writer.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'concella-index'`,
      );
      expect(killed.rowCount).toBeGreaterThan(0);
      await started.index.caughtUp(await database.write([product(100 + kill)]), 20_000);
      expect(await found(started.index, 100 + kill)).toBe(true);
    }
    expect((await started.index.stats()).count).toBe(23);
  });

  // Tried again where the test process collected its own garbage meanwhile; what the index does is there every time.
  it('does not hold the main thread while it fills', { retry: 2 }, async () => {
    await database.write(products(0, 3_000));
    const held = await longestHold(async () => {
      const started = database.start();
      await ready(started);
      expect((await started.index.stats()).count).toBe(3_000);
    });
    expect(held).toBeLessThan(20);
  });

  it('follows nothing in a process that only works', async () => {
    const { config, server, dataSource } = database;
    const worker = { ...config, role: 'worker' as const };
    const index = new FollowedIndex(settings, worker, server.url, dataSource, silent, new Metrics());
    index.start();
    expect(index.missing).toBeUndefined();
    await expect(index.search(data.query(), 5)).rejects.toThrow('not open');
    await index.close();
  });
});
