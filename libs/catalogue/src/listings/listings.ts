import { setImmediate } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, LOGGER, Metrics, Readiness, retryLevel, type Config, type Logger } from '#platform';
import { DataSource } from 'typeorm';
import type { Listing } from '../product.js';
import { ListingRows, logStart, type ListingRow, type LogPosition } from './listing-rows.js';
import { WordIndex, type LexicalRanks, type SynonymLexemes } from './word-index.js';

/** So that the first request after a large upload finds little left to read. */
const catchUpMs = 1_000;

/**
 * What answers show of every product, and an inverted index of the words, in memory. PostgreSQL is the truth: every
 * request looks once whether a product was written since (while the encoder works) and reads those first, so an answer
 * is never older than its request.
 */
@Injectable()
export class Listings implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly rows: ListingRows;
  private readonly words = new WordIndex();
  private readonly byOrdinal = new Map<number, Listing>();
  private readonly follows: boolean;
  private readonly count;
  private position: LogPosition = logStart;
  private loading: Promise<void> | undefined;
  private loaded = false;
  private reading: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CONFIG) config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(Metrics) metrics: Metrics,
    @Inject(Readiness) readiness: Readiness,
  ) {
    this.rows = new ListingRows(dataSource);
    this.follows = config.role !== 'worker';
    this.count = metrics.gauge('catalogue_listings', 'Products kept in memory for answers');
    if (this.follows) {
      readiness.register('catalogue', () =>
        this.loaded ? undefined : `the catalogue is being read: ${this.byOrdinal.size} products so far`,
      );
    }
  }

  onApplicationBootstrap(): void {
    if (!this.follows) return;
    const follow = (): void => {
      this.read([])
        .catch(async (error: unknown) => {
          const level = await retryLevel(error, this.dataSource, 'warn');
          this.logger[level]({ err: error }, 'the catalogue could not be read');
        })
        .finally(() => {
          this.timer = this.timer && setTimeout(follow, catchUpMs).unref();
        });
    };
    this.timer = setTimeout(follow, 0).unref();
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Brings memory up to what is committed now; gives each text's lexemes as PostgreSQL reads them, no two alike. */
  async read(texts: readonly string[]): Promise<readonly (readonly string[])[]> {
    await this.load();
    const { lexemes, behind, horizon } = await this.rows.look(texts, this.position);
    if (behind) await this.advance(horizon);
    else if (!this.reading && this.position.read.length > 0) this.reach(horizon, this.position.read);
    return lexemes;
  }

  /** The product with this index label; undefined when there is none (any more). */
  get(ordinal: number): Listing | undefined {
    return this.byOrdinal.get(ordinal);
  }

  all(): Iterable<Listing> {
    return this.byOrdinal.values();
  }

  /** Whether any product holds one of the lexemes. */
  containsAny(lexemes: readonly string[]): boolean {
    return lexemes.some((lexeme) => this.words.has(lexeme));
  }

  /** See {@link WordIndex.rank}. */
  rank(
    lexemes: readonly string[],
    limit: number,
    allowed?: Uint32Array,
    synonyms?: readonly SynonymLexemes[],
  ): LexicalRanks {
    return this.words.rank(lexemes, limit, allowed, synonyms);
  }

  /** Reads everything once; whoever asks meanwhile waits for it. */
  private async load(): Promise<void> {
    this.loading ??= this.readAll().catch((error: unknown) => {
      this.loading = undefined;
      throw error;
    });
    await this.loading;
  }

  private async readAll(): Promise<void> {
    const started = performance.now();
    const { horizon } = await this.rows.look([], logStart);
    for await (const rows of this.rows.all()) await this.take(rows);
    this.position = { horizon, read: [] };
    this.loaded = true;
    const ms = Math.round(performance.now() - started);
    this.logger.info({ products: this.byOrdinal.size, ms }, 'the catalogue is in memory');
  }

  /** One reader at a time; a request that comes meanwhile looks again afterwards, since it may want newer changes. */
  private async advance(horizon: string): Promise<void> {
    while (this.reading) await this.reading;
    this.reading = this.readChanges(horizon).finally(() => {
      this.reading = undefined;
    });
    await this.reading;
  }

  private async readChanges(horizon: string): Promise<void> {
    const { ordinals, transactions } = await this.rows.changes(this.position);
    for await (const rows of this.rows.some(ordinals)) await this.take(rows);
    this.reach(horizon, [...this.position.read, ...transactions]);
  }

  /** What is older than the horizon is never asked for again. */
  private reach(horizon: string, read: readonly string[]): void {
    if (BigInt(horizon) < BigInt(this.position.horizon)) return;
    this.position = { horizon, read: read.filter((transaction) => BigInt(transaction) >= BigInt(horizon)) };
  }

  private async take(rows: readonly ListingRow[]): Promise<void> {
    for (const [i, { ordinal, listing, search }] of rows.entries()) {
      if (listing) {
        this.byOrdinal.set(ordinal, listing);
        this.words.set(ordinal, search);
      } else {
        this.byOrdinal.delete(ordinal);
        this.words.delete(ordinal);
      }
      // Long descriptions have thousands of words.
      if (i % 20 === 19) await setImmediate();
    }
    this.count.set(this.byOrdinal.size);
  }
}
