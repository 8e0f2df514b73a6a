import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { OpenEncoders } from '#encoder';
import { DictionaryVersions } from '#neurons';
import { handledLater, LOGGER, Readiness, retryLevel, type Logger } from '#platform';
import { Indexes } from '#search-index';
import { ReadingAhead } from './reading-ahead.js';
import { StackOpener, type Stack } from './stack.js';

/** Encoders and dictionaries are changed a few times a year: looking into two small tables once a second is soon enough. */
const lookEveryMs = 1_000;
const retryAfterMs = 30_000;
/** Requests that began before an encoder was dropped have this long to end. */
const graceMs = 30_000;

/**
 * The stacks of this process: one for each row of the table `encoder`, with the dictionary that is active for it. The one
 * that serves changes in a single assignment, and only to a stack whose index has caught up; until then the former one
 * goes on.
 */
@Injectable()
export class Stacks implements OnApplicationBootstrap, OnApplicationShutdown {
  /** By model; one that failed stays until it is tried again. */
  private readonly opening = new Map<string, Promise<Stack>>();
  /** A model has two while one dictionary takes the place of another. */
  private readonly open = new Set<Stack>();
  private readonly faults = new Map<string, string>();
  private readonly leaving = new Map<Stack, { timer: NodeJS.Timeout; leave: () => Promise<void> }>();
  private readonly stop = new AbortController();
  private served: Stack | undefined;
  /** The generations whose snapshots are kept. */
  private kept = '';
  private last: Promise<void> = Promise.resolve();
  private following: Promise<void> | undefined;

  constructor(
    @Inject(StackOpener) private readonly opener: StackOpener,
    @Inject(ReadingAhead) private readonly reading: ReadingAhead,
    @Inject(OpenEncoders) private readonly encoders: OpenEncoders,
    @Inject(DictionaryVersions) private readonly versions: DictionaryVersions,
    @Inject(Indexes) private readonly indexes: Indexes,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(DataSource) private readonly dataSource: DataSource,
  ) {}

  /** Opens the stack that serves; to be awaited before requests come. */
  async start(): Promise<void> {
    const { model } = await this.encoders.serving();
    this.served = await this.opened(model);
    this.readiness.register('encoder', () => this.serving.encoder.fault());
    this.readiness.register('search-index', () => this.serving.index.missing);
  }

  /** The stack that answers now. */
  get serving(): Stack {
    if (!this.served) throw new Error('no stack is open yet');
    return this.served;
  }

  /** The stack of a model, where it is open in this process. */
  of(model: string): Stack | undefined {
    return [...this.open].findLast((stack) => stack.model === model);
  }

  /** Why the stack of a model could not be opened at the last try. */
  fault(model: string): string | undefined {
    return this.faults.get(model);
  }

  onApplicationBootstrap(): void {
    this.following = handledLater(this.follow());
  }

  async onApplicationShutdown(): Promise<void> {
    this.stop.abort();
    const read = handledLater(this.reading.end());
    await this.following;
    const leaving = [...this.leaving.values()].map(({ timer, leave }) => {
      clearTimeout(timer);
      return leave();
    });
    await Promise.allSettled([...this.opening.values(), read]);
    await Promise.all([...leaving, ...[...this.open].map(({ index }) => index.close())]);
  }

  /** Brings this process to what the table says now. One look ends before the next begins, so none acts on old rows. */
  look(): Promise<void> {
    const look = this.last.then(() => this.lookNow());
    this.last = look.catch(() => undefined);
    return look;
  }

  private async follow(): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      await this.look().catch(async (error: unknown) => {
        const level = await retryLevel(error, this.dataSource, 'error');
        this.logger[level]({ err: error }, 'the table of encoders could not be followed; trying again');
      });
      await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async lookNow(): Promise<void> {
    const rows = await this.encoders.rows();
    const wanted = new Set<Stack>();
    for (const { model, state } of rows) {
      const version = await this.versions.active(model);
      const stack = [...this.open].find((one) => one.model === model && one.version.id === version?.id);
      if (!stack) {
        this.opened(model).catch(() => undefined);
        continue;
      }
      wanted.add(stack);
      if (state === 'serving' && !stack.index.missing) await this.serve(stack);
    }
    // A model's former dictionary goes on until its next one can answer.
    for (const stack of this.open) {
      const gone = rows.every(({ model }) => model !== stack.model);
      const replaced = [...wanted].some(({ model, index }) => model === stack.model && !index.missing);
      if (stack !== this.served && !wanted.has(stack) && (gone || replaced)) this.retire(stack, gone);
    }
    if (wanted.size === rows.length) await this.keepSnapshots();
  }

  private async serve(stack: Stack): Promise<void> {
    if (stack !== this.served) {
      this.served = stack;
      this.logger.info(
        { model: stack.model, dictionary: stack.dictionary.id, generation: stack.index.generation },
        'another encoder or dictionary serves',
      );
    }
    await this.indexes.markServing(stack.index.generation);
  }

  private async keepSnapshots(): Promise<void> {
    const generations = [...this.open, ...this.leaving.keys()].map(({ index }) => index.generation);
    const kept = generations.sort().join();
    if (kept === this.kept) return;
    await this.indexes.keepSnapshots(generations);
    this.kept = kept;
  }

  private opened(model: string): Promise<Stack> {
    const known = this.opening.get(model);
    if (known) return known;
    const opening = this.opener.open(model);
    this.opening.set(model, opening);
    opening.then(
      (stack) => {
        this.open.add(stack);
        this.opening.delete(model);
        this.faults.delete(model);
      },
      (error: unknown) => {
        this.logger.error({ err: error, model }, 'an encoder could not be opened; trying again');
        this.faults.set(model, error instanceof Error ? error.message : String(error));
        setTimeout(() => this.opening.delete(model), retryAfterMs).unref();
      },
    );
    return opening;
  }

  /** @param gone its encoder is no longer in use either */
  private retire(stack: Stack, gone: boolean): void {
    const { model, encoder, index } = stack;
    this.open.delete(stack);
    const last = gone && [...this.open].every((other) => other.model !== model);
    this.opener.release(stack, last);
    if (last) this.opening.delete(model);
    const leave = async (): Promise<void> => {
      this.leaving.delete(stack);
      await index.close();
      if (last) await encoder.close();
    };
    const timer = setTimeout(() => {
      leave().catch((error: unknown) => {
        this.logger.error({ err: error, model }, 'an encoder or dictionary could not be closed');
      });
    }, graceMs).unref();
    this.leaving.set(stack, { timer, leave });
    this.logger.info(
      { model, dictionary: stack.dictionary.id },
      gone ? 'an encoder is no longer in use' : 'a dictionary no longer serves',
    );
  }
}
