import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { expect } from 'vitest';
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
import { FollowedIndex, fuse, type ChannelVectors, type GenerationSettings } from '#search-index';
import { fusedVectors, testWeights } from './fused-vectors.js';

export const dimension = 32;
export const settings: GenerationSettings = {
  model: 'test@1',
  dimension,
  centringId: 'centring',
  dictionaryId: 'words',
  weights: testWeights,
};
export const data = fusedVectors(3_000, dimension, 11);
export const silent = createLogger('silent');

export interface Started {
  readonly index: FollowedIndex;
  readonly metrics: Metrics;
}

/** A database whose channel vectors indexes follow; one for all tests of a file. */
export class FollowedDatabase {
  /** Of the test that runs, with a data folder of its own. */
  config!: Config;
  private readonly folders: string[] = [];
  private readonly running = new Set<FollowedIndex>();

  private constructor(
    readonly server: EmbeddedServer,
    readonly dataSource: DataSource,
    /** Writes as another process does. */
    readonly writer: pg.Client,
    folder: string,
  ) {
    this.folders.push(folder);
  }

  static async open(): Promise<FollowedDatabase> {
    const folder = await temporary();
    const server = await startEmbeddedServer(folder, silent);
    const dataSource = await new DataSource(dataSourceOptions(server.url)).initialize();
    await migrate(dataSource);
    const writer = new pg.Client(server.url);
    await writer.connect();
    return new FollowedDatabase(server, dataSource, writer, folder);
  }

  async close(): Promise<void> {
    await this.writer.end();
    await this.dataSource.destroy();
    await this.server.stop();
    for (const folder of this.folders) await rm(folder, { recursive: true });
  }

  /** Before each test: nothing is left of the one before. */
  async clear(): Promise<void> {
    const dataDir = await temporary();
    this.folders.push(dataDir);
    this.config = readConfig({ DATA_DIR: dataDir });
    await this.writer.query('truncate channel_vector, generation');
  }

  start(over: Partial<GenerationSettings> = {}): Started {
    const metrics = new Metrics();
    const all = { ...settings, ...over };
    const index = new FollowedIndex(all, this.config, this.server.url, this.dataSource, silent, metrics);
    index.start();
    this.running.add(index);
    return { index, metrics };
  }

  async stop(index: FollowedIndex): Promise<void> {
    this.running.delete(index);
    await index.close();
  }

  /** After each test: stops what the test left running. */
  async stopAll(): Promise<void> {
    for (const index of this.running) await this.stop(index);
  }

  /** Writes rows as the catalogue does, tells those who listen, and gives the last change's number. */
  async write(
    rows: readonly (readonly [number, ChannelVectors | 'deleted'])[],
    notify = true,
  ): Promise<bigint> {
    const values = rows.map(([ordinal, vectors]) => {
      const of = vectors === 'deleted' ? undefined : vectors;
      const channels = [bytes(of?.image), bytes(of?.description), bytes(of?.reviews)];
      return [settings.model, `product-${ordinal % 100_000}`, ordinal, ...channels, of === undefined];
    });
    let seq = '0';
    await this.writer.query('begin');
    // One product at a time where it matters; hundreds at a time to fill.
    const atOnce = rows.length > 100 ? 200 : 1;
    for (let done = 0; done < values.length; done += atOnce) {
      const some = values.slice(done, done + atOnce);
      const places = some.map(
        (_, row) => `(${[1, 2, 3, 4, 5, 6, 7].map((i) => `$${row * 7 + i}`).join(', ')})`,
      );
      const written = await this.writer.query<{ seq: string }>(
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
    if (notify) await this.writer.query('notify channel_vector');
    await this.writer.query('commit');
    return BigInt(seq);
  }
}

async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'concella-followed-'));
  await chmod(folder, 0o755);
  return folder;
}

function bytes(vector: Float32Array | undefined): Buffer | null {
  return vector ? Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength) : null;
}

/** Waits until the index answers. */
export async function ready({ index }: Started): Promise<void> {
  await expect.poll(() => index.missing, { timeout: 30_000 }).toBeUndefined();
}

/** The i-th product of {@link data}, to write. */
export function product(i: number): [number, ChannelVectors] {
  const vectors = data.channels[i];
  if (!vectors) throw new Error(`no vectors ${i}`);
  return [i, vectors];
}

export const products = (from: number, to: number): [number, ChannelVectors][] =>
  Array.from({ length: to - from }, (_, i) => product(from + i));

/** Whether a search for the product's own vector finds it. */
export async function found(index: FollowedIndex, i: number): Promise<boolean> {
  const [, vectors] = product(i);
  const answer = await index.search(fuse(vectors, testWeights, dimension), 20);
  return answer.some(({ ordinal }) => ordinal === i);
}
