import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import {
  handledLater,
  isDiskFull,
  ProblemError,
  retryLevel,
  type Config,
  type Logger,
  type Metrics,
} from '#platform';
import { ChannelVectorLog } from './channel-vector-log.js';
import { ChannelIndex, type ChannelVectors, type FusionWeights } from './channel-vectors.js';
import { maxNorm } from './fuse.js';
import { Generation, generationId, registerGeneration } from './generation.js';
import { IndexedProducts } from './indexed-products.js';
import type { GenerationSettings } from './index-settings.js';
import { openIndex } from './open-index.js';
import { SnapshotRefused } from './snapshot.js';
import type { Neighbour } from './vector-index.js';

const batchRows = 2_000;
/** Notifications can get lost; looking is cheap. */
const pollMs = 500;
const longestPauseMs = 2_000;
const changesBetweenSnapshots = 5_000;

/**
 * A generation in this process: a vector index with the channel vectors, both following the table
 * channel_vector. PostgreSQL is the truth: at start the whole table is read (the channel vectors are needed in memory
 * anyway), and a snapshot only saves building the graph, since what is in it already is not added again. So no
 * snapshot, however old, can give a wrong answer.
 */
export class FollowedIndex extends ChannelIndex {
  readonly generation: string;
  readonly weights: FusionWeights;
  private readonly folder: string;
  private readonly metrics;
  private readonly follows: boolean;
  private products: IndexedProducts | undefined;
  private log: ChannelVectorLog | undefined;
  private applied = 0n;
  /** The snapshot goes up to here; `changes` came after it. */
  private snapshotSeq = 0n;
  private changes = 0;
  private nextSnapshotAt = changesBetweenSnapshots;
  private caughtUpOnce = false;
  /** Its thread ended, and what took its place does not hold everything yet: it would answer with a part. */
  private refilling = false;
  private readonly stop = new AbortController();
  private following: Promise<void> | undefined;
  private waiting: { readonly seq: bigint; readonly resolve: () => void }[] = [];

  constructor(
    private readonly settings: GenerationSettings,
    config: Config,
    private readonly databaseUrl: string,
    private readonly dataSource: DataSource,
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
    super();
    this.generation = generationId(settings);
    this.weights = settings.weights;
    this.folder = join(config.dataDir, 'index', this.generation);
    this.follows = config.role !== 'worker';
    this.metrics = {
      vectors: metrics.gauge('index_vectors', 'Products in the index', ['model']),
      lag: metrics.gauge(
        'index_lag',
        'How far the index is behind the last change, in numbers of the change log',
        ['model'],
      ),
      fallback: metrics.gauge(
        'index_exact_fallback',
        '1 where hnswlib-node is missing and every search is exact',
      ),
      rebuilds: metrics.counter('index_rebuilds_total', 'Times the index was built from the database', [
        'reason',
      ]),
      search: metrics.histogram('index_search_seconds', 'Seconds of a search in the index', ['filtered']),
    };
  }

  /** What keeps it from answering; undefined when nothing does, and in a process that only works. */
  get missing(): string | undefined {
    if (!this.follows || this.caughtUpOnce) return undefined;
    return `the index is being filled: ${this.products?.store.size ?? 0} products so far`;
  }

  get appliedSeq(): bigint {
    return this.applied;
  }

  get size(): number {
    return this.products?.store.size ?? 0;
  }

  /** Begins to follow, where this process answers queries. */
  start(): void {
    if (this.follows) this.following = handledLater(this.follow());
  }

  /** Writes the snapshot and ends the index's thread. */
  async close(): Promise<void> {
    this.stop.abort();
    this.log?.wake();
    // A large read from a server that has fallen silent would hold up the end of the process.
    const late = setTimeout(() => this.log?.break(), longestPauseMs);
    await this.following;
    clearTimeout(late);
    await this.products?.index.close();
    this.metrics.vectors.remove(this.settings.model);
    this.metrics.lag.remove(this.settings.model);
  }

  async search(query: Float32Array, k: number, allowed?: Uint32Array): Promise<Neighbour[]> {
    const { products } = this;
    if (!this.follows) throw new Error('the index is not open in a process that only works');
    if (!products || this.refilling)
      throw ProblemError.unavailable('The index is being filled; try again in a moment.');
    const stop = this.metrics.search.startTimer({ filtered: allowed ? 'yes' : 'no' });
    const found = await products.index.search(query, k, allowed);
    stop();
    // A product that was deleted a moment ago is gone here before it is gone in the index's thread.
    return found.filter(({ ordinal }) => products.store.has(ordinal));
  }

  channelVectors(ordinal: number): ChannelVectors | undefined {
    return this.products?.store.get(ordinal);
  }

  sample(n: number): readonly number[] {
    return this.products?.store.sample(n) ?? [];
  }

  async stats(): Promise<{ kind: string; count: number; dimension: number }> {
    if (!this.products) return { kind: 'closed', count: 0, dimension: this.settings.dimension };
    const { kind, count, dimension } = await this.products.index.stats();
    return { kind, count, dimension };
  }

  async caughtUp(seq: bigint, timeoutMs: number): Promise<void> {
    if (this.applied >= seq) return;
    this.log?.wake();
    await new Promise<void>((resolve, reject) => {
      const entry = {
        seq,
        resolve: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      const timer = setTimeout(() => {
        this.waiting = this.waiting.filter((other) => other !== entry);
        reject(
          new Error(`change ${seq} is not in the index after ${timeoutMs} ms; it is at ${this.applied}`),
        );
      }, timeoutMs);
      this.waiting.push(entry);
    });
  }

  /** Follows until shutdown, over as many connections as it takes. */
  private async follow(): Promise<void> {
    const { signal } = this.stop;
    let pauseMs = 100;
    while (!signal.aborted) {
      try {
        const log = await ChannelVectorLog.connect(this.databaseUrl, this.settings.model);
        this.log = log;
        if (!this.products || this.products.index.failure) await this.open(log);
        while (!signal.aborted) {
          await this.advance(log);
          pauseMs = 100;
        }
      } catch (error) {
        this.logger[await retryLevel(error, this.dataSource, 'error')](
          { err: error, pauseMs },
          'following the changes of vectors failed; trying again',
        );
        await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      } finally {
        await this.log?.close();
        this.log = undefined;
      }
    }
    await this.snapshot().catch((error: unknown) => {
      this.logger.error({ err: error }, 'the last snapshot of the index could not be written');
    });
  }

  /** Opens the index, from its snapshot where there is a good one, and goes to the beginning of the log. */
  private async open(log: ChannelVectorLog): Promise<void> {
    const started = performance.now();
    await registerGeneration(this.dataSource.getRepository(Generation), this.generation, this.settings);
    const settings = { dimension: this.settings.dimension, maxNorm: maxNorm(this.weights) };
    const index = await openIndex(settings, this.logger);
    try {
      this.snapshotSeq = await index.restore(this.folder, this.generation, await log.lastSeq());
    } catch (error) {
      if (!(error instanceof SnapshotRefused)) {
        await index.close();
        throw error;
      }
      const { message: reason, absent } = error;
      this.snapshotSeq = 0n;
      this.metrics.rebuilds.inc({ reason: absent ? 'absent' : 'refused' });
      this.logger[absent ? 'info' : 'warn'](
        { folder: this.folder, reason },
        'the index is built from the database',
      );
    }
    const { kind, count } = await index.stats();
    this.metrics.fallback.set(kind === 'exact' ? 1 : 0);
    this.refilling = this.products !== undefined;
    this.products = new IndexedProducts(index, this.settings, this.logger);
    this.applied = 0n;
    this.caughtUpOnce = false;
    this.changes = 0;
    const ms = Math.round(performance.now() - started);
    this.logger.info({ generation: this.generation, kind, fromSnapshot: count, ms }, 'index opened');
  }

  /** Takes in the next changes, or waits for some. */
  private async advance(log: ChannelVectorLog): Promise<void> {
    const { products } = this;
    if (!products) throw new Error('the index is not open');
    if (products.index.failure) throw products.index.failure;
    const rows = await log.read(this.applied, batchRows);
    const last = rows.at(-1);
    if (last) {
      await products.apply(rows);
      this.changes += rows.filter(({ seq }) => BigInt(seq) > this.snapshotSeq).length;
      this.reach(BigInt(last.seq));
      this.metrics.vectors.set({ model: this.settings.model }, products.store.size);
    }
    const behind = rows.length === batchRows;
    this.metrics.lag.set(
      { model: this.settings.model },
      behind ? Number((await log.lastSeq()) - this.applied) : 0,
    );
    if (behind) return;
    if (!this.caughtUpOnce) await this.ready(products);
    if (this.changes >= this.nextSnapshotAt) await this.snapshotOrLater();
    await log.waitForNews(pollMs);
  }

  /** The whole log is read: answers are right from now on. */
  private async ready(products: IndexedProducts): Promise<void> {
    const leftovers = await products.dropLeftovers();
    this.changes += leftovers;
    this.caughtUpOnce = true;
    this.refilling = false;
    const { generation, applied } = this;
    this.logger.info(
      { generation, products: products.store.size, leftovers, appliedSeq: String(applied) },
      'the index is up to date',
    );
    await this.snapshotOrLater();
  }

  private reach(seq: bigint): void {
    this.applied = seq;
    for (const entry of this.waiting) if (entry.seq <= seq) entry.resolve();
    this.waiting = this.waiting.filter((entry) => entry.seq > seq);
  }

  /** A snapshot only saves time at the next start: without room for one the index goes on, and the former one stays. */
  private async snapshotOrLater(): Promise<void> {
    try {
      await this.snapshot();
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      this.nextSnapshotAt = this.changes + changesBetweenSnapshots;
      this.logger.warn(
        { err: error, folder: this.folder },
        'no space left for a snapshot of the index; the former one stays',
      );
    }
  }

  private async snapshot(): Promise<void> {
    if (!this.products || this.changes === 0) return;
    const started = performance.now();
    const { folder, generation, applied: appliedSeq, changes } = this;
    await this.products.index.snapshot(folder, { generation, appliedSeq });
    this.snapshotSeq = appliedSeq;
    this.changes = 0;
    this.nextSnapshotAt = changesBetweenSnapshots;
    const ms = Math.round(performance.now() - started);
    this.logger.info(
      { folder, appliedSeq: String(appliedSeq), changes, ms },
      'wrote a snapshot of the index',
    );
  }
}
