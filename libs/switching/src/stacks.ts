import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Aligners, type Aligner } from '#alignment';
import { OpenEncoders, type OpenEncoder } from '#encoder';
import { Dictionaries, type CorrectedNeurons, type NeuronDictionary } from '#neurons';
import { Microscopes, type Microscope } from '#microscope';
import { LOGGER, Readiness, type Logger } from '#platform';
import { Recommenders, type Recommender } from '#recommendation';
import { defaultFusionWeights, Indexes, type FollowedIndex } from '#search-index';

/** An encoder is switched a few times a year: looking into a table of two rows once a second is soon enough. */
const lookEveryMs = 1_000;
const retryAfterMs = 30_000;
/** Requests that began before an encoder was dropped have this long to end. */
const graceMs = 30_000;

/** Everything that answers with one encoder: a request takes one stack and keeps to it. */
export interface Stack {
  readonly model: string;
  readonly encoder: OpenEncoder;
  readonly dictionary: NeuronDictionary;
  /** The dictionary as people corrected it. */
  readonly neurons: CorrectedNeurons;
  readonly index: FollowedIndex;
  readonly recommender: Recommender;
  readonly aligner: Aligner;
  readonly microscope: Microscope;
}

/**
 * The stacks of this process: one for each row of the table `encoder`. The one that serves changes in a single
 * assignment, and only to a stack whose index has caught up; until then the former one goes on.
 */
@Injectable()
export class Stacks implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly opening = new Map<string, Promise<Stack>>();
  private readonly open = new Map<string, Stack>();
  private readonly faults = new Map<string, string>();
  private readonly leaving = new Map<Stack, NodeJS.Timeout>();
  private readonly stop = new AbortController();
  private served: Stack | undefined;
  /** The generations whose snapshots are kept. */
  private kept = '';
  private last: Promise<void> = Promise.resolve();
  private following: Promise<void> | undefined;

  constructor(
    @Inject(OpenEncoders) private readonly encoders: OpenEncoders,
    @Inject(Dictionaries) private readonly dictionaries: Dictionaries,
    @Inject(Indexes) private readonly indexes: Indexes,
    @Inject(Recommenders) private readonly recommenders: Recommenders,
    @Inject(Aligners) private readonly aligners: Aligners,
    @Inject(Microscopes) private readonly microscopes: Microscopes,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(LOGGER) private readonly logger: Logger,
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
    return this.open.get(model);
  }

  /** Why the stack of a model could not be opened at the last try. */
  fault(model: string): string | undefined {
    return this.faults.get(model);
  }

  onApplicationBootstrap(): void {
    this.following = this.follow();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.following;
    const leaving = [...this.leaving].map(([stack, timer]) => {
      clearTimeout(timer);
      return closed(stack);
    });
    const opened = await Promise.allSettled(this.opening.values());
    const indexes = opened.map((result) =>
      result.status === 'fulfilled' ? result.value.index.close() : undefined,
    );
    await Promise.all([...leaving, ...indexes]);
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
      await this.look().catch((error: unknown) => {
        this.logger.error({ err: error }, 'the table of encoders could not be followed; trying again');
      });
      await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async lookNow(): Promise<void> {
    const rows = await this.encoders.rows();
    for (const { model } of rows) this.opened(model).catch(() => undefined);
    const next = this.open.get(rows.find(({ state }) => state === 'serving')?.model ?? '');
    if (next && !next.index.missing) await this.serve(next);
    for (const stack of this.open.values())
      if (stack !== this.served && rows.every(({ model }) => model !== stack.model)) this.retire(stack);
    if (rows.every(({ model }) => this.open.has(model))) await this.keepSnapshots();
  }

  private async serve(stack: Stack): Promise<void> {
    if (stack !== this.served) {
      this.served = stack;
      this.logger.info({ model: stack.model, generation: stack.index.generation }, 'another encoder serves');
    }
    await this.indexes.serve(stack.index.generation);
  }

  private async keepSnapshots(): Promise<void> {
    const generations = [...this.open.values(), ...this.leaving.keys()].map(({ index }) => index.generation);
    const kept = generations.sort().join();
    if (kept === this.kept) return;
    await this.indexes.keepSnapshots(generations);
    this.kept = kept;
  }

  private opened(model: string): Promise<Stack> {
    const known = this.opening.get(model);
    if (known) return known;
    const opening = this.make(model);
    this.opening.set(model, opening);
    opening.then(
      (stack) => {
        this.open.set(model, stack);
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

  private async make(model: string): Promise<Stack> {
    const encoder = await this.encoders.of(model);
    if (!encoder) throw new Error(`${model} is no longer in use`);
    const { served } = encoder;
    const { dictionary, corrected: neurons, codes } = await this.dictionaries.of(encoder);
    const index = this.indexes.open({
      model,
      dimension: served.dimension,
      centringId: served.centringId,
      dictionaryId: dictionary.id,
      weights: defaultFusionWeights,
    });
    return {
      model,
      encoder,
      dictionary,
      neurons,
      index,
      recommender: this.recommenders.of({ encoder: served, index, neurons, codes }),
      aligner: this.aligners.of(encoder, index, neurons),
      microscope: this.microscopes.of({ encoder: served, index, neurons, codes }),
    };
  }

  private retire(stack: Stack): void {
    this.open.delete(stack.model);
    this.opening.delete(stack.model);
    this.encoders.release(stack.model);
    const leave = (): void => {
      this.leaving.delete(stack);
      closed(stack).catch((error: unknown) => {
        this.logger.error({ err: error, model: stack.model }, 'an encoder could not be closed');
      });
    };
    this.leaving.set(stack, setTimeout(leave, graceMs).unref());
    this.logger.info({ model: stack.model }, 'an encoder is no longer in use');
  }
}

async function closed(stack: Stack): Promise<void> {
  await stack.index.close();
  await stack.encoder.close();
}
