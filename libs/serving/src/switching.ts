import { lastSeq } from '#search-index';
import { Inject, Injectable } from '@nestjs/common';
import {
  standbyWork,
  UnencodedProducts,
  forgetPlacesAfter,
  encodingCounts,
  type EncodingCounts,
} from '#ingestion';
import {
  EncoderOpener,
  lockEncoders,
  OpenEncoders,
  addStandby,
  removeEncoder,
  exchangeEncoders,
  type EncoderRow,
  type OnnxEncoder,
} from '#encoder';
import { JobQueue, ProblemError } from '#platform';
import { DataSource, type EntityManager } from 'typeorm';
import type { EncodersAnswer } from './contract.js';
import { forgetEncoder } from './forget-job.js';
import type { Stack } from './stack.js';
import { Stacks } from './stacks.js';

/**
 * Puts another encoder in the place of the one that serves. There is at most one beside it, the standby: products
 * are encoded for both, so that the two can change places in one statement, and back.
 */
@Injectable()
export class Switching {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Inject(EncoderOpener) private readonly opener: EncoderOpener,
    @Inject(OpenEncoders) private readonly encoders: OpenEncoders,
    @Inject(UnencodedProducts) private readonly unencoded: UnencodedProducts,
    @Inject(Stacks) private readonly stacks: Stacks,
  ) {}

  async state(): Promise<EncodersAnswer> {
    const { serving, standby } = roles(await this.encoders.rows());
    const { model, index } = this.stacks.serving;
    return {
      serving: shown(serving),
      answering: { model, generation: index.generation },
      standby: standby ? await this.standbyState(standby) : null,
    };
  }

  /**
   * Makes the model of a folder the standby: products are encoded for it from now on, the existing ones in the
   * background.
   *
   * @throws {ProblemError} 400 for a model that can't be run, 409 while there is another standby.
   */
  async propose(folder: string): Promise<EncodersAnswer> {
    const before = roles(await this.encoders.rows());
    refuseSecond(before.standby);
    if (before.serving.folder === folder)
      throw ProblemError.field('model', `${folder} serves already`, 'name another folder of MODELS_DIR');
    const encoder = await this.load(folder);
    try {
      await this.dataSource.transaction(async (manager) => {
        const { serving, standby } = roles(await lockEncoders(manager));
        refuseSecond(standby);
        if (serving.model === encoder.model)
          throw ProblemError.field(
            'model',
            `${folder} holds ${encoder.model}, which serves already`,
            'give the other weights another revision in their manifest.json',
          );
        await addStandby(manager, encoder.model, folder);
        await this.unencoded.begin(encoder.model, manager);
      });
    } catch (error) {
      await encoder.close();
      throw error;
    }
    // A failure shows in the state, and opening is tried again.
    this.encoders.take(encoder, folder).catch(() => undefined);
    await this.stacks.look();
    return this.state();
  }

  /** Gives the standby up, with everything that was computed for it. @throws {ProblemError} 404 */
  async drop(): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const { model } = required(roles(await lockEncoders(manager)).standby);
      await removeEncoder(manager, model);
      await this.queue.enqueue(forgetEncoder, { model }, standbyWork, manager);
    });
    await this.stacks.look();
  }

  /**
   * The standby serves, and the encoder that served is the standby. Asked again, nothing changes.
   *
   * @throws {ProblemError} 409 while the standby does not know every product, here or in the database.
   */
  async switchTo(folder: string): Promise<EncodersAnswer> {
    const { serving, standby } = roles(await this.encoders.rows());
    if (serving.folder === folder) return this.state();
    if (standby?.folder !== folder)
      throw ProblemError.field(
        'to',
        `${folder} is not the standby`,
        standby ? `name the standby, ${standby.folder}` : 'make it the standby first',
      );
    const stack = this.readyStack(standby);
    refuseIncomplete(await countsOf(this.dataSource.manager, standby.model, stack));
    await this.exchange(standby, async (manager) => {
      // Products that were written since then have their jobs: they are few, and waited for.
      refuseIncomplete(await countsOf(manager, standby.model, stack));
    });
    return this.state();
  }

  /**
   * The encoder that served before serves again, at once: products that it does not know yet follow.
   *
   * @throws {ProblemError} 409 when there is none.
   */
  async rollBack(): Promise<EncodersAnswer> {
    const { standby } = roles(await this.encoders.rows());
    if (!standby?.servedUntil)
      throw new ProblemError(
        409,
        'nothing-to-roll-back-to',
        'No encoder has served before and is still kept.',
      );
    this.readyStack(standby);
    await this.exchange(standby, () => Promise.resolve());
    return this.state();
  }

  /** The open stacks of both, for a comparison. @throws {ProblemError} 404 without a standby, 409 before it is ready. */
  async bothReady(): Promise<{ serving: Stack; standby: Stack }> {
    const standby = required(roles(await this.encoders.rows()).standby);
    const stack = this.readyStack(standby);
    refuseIncomplete(await countsOf(this.dataSource.manager, standby.model, stack));
    return { serving: this.stacks.serving, standby: stack };
  }

  private async load(folder: string): Promise<OnnxEncoder> {
    try {
      return await this.opener.load(folder);
    } catch (error) {
      throw ProblemError.field(
        'model',
        error instanceof Error ? error.message : String(error),
        'name a folder of MODELS_DIR that holds a whole model; npm run models:pull fetches some',
      );
    }
  }

  private async exchange(
    standby: EncoderRow,
    check: (manager: EntityManager) => Promise<void>,
  ): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const now = roles(await lockEncoders(manager));
      if (now.standby?.model !== standby.model)
        throw new ProblemError(409, 'standby-changed', 'Somebody else has just changed the encoders.');
      await check(manager);
      await exchangeEncoders(manager);
      // Places in the log of the former one mean nothing in the log that is followed from now on.
      await forgetPlacesAfter(manager, await lastSeq(manager, standby.model));
    });
    await this.stacks.look();
  }

  private async standbyState(row: EncoderRow): Promise<NonNullable<EncodersAnswer['standby']>> {
    const stack = this.stacks.of(row.model);
    const counts = await countsOf(this.dataSource.manager, row.model, stack);
    const failed = await this.queue.lastError(standbyWork.queue);
    return {
      ...shown(row),
      servedUntil: row.servedUntil?.toISOString() ?? null,
      generation: stack?.index.generation ?? null,
      counts,
      ready: stack !== undefined && !stack.index.missing && complete(counts),
      problem: this.stacks.fault(row.model) ?? failed ?? null,
    };
  }

  private readyStack({ model, folder }: EncoderRow): Stack {
    const stack = this.stacks.of(model);
    const missing = stack ? stack.index.missing : (this.stacks.fault(model) ?? 'it is being opened');
    if (!stack || missing)
      throw new ProblemError(409, 'standby-not-ready', `${folder} is not ready in this process: ${missing}.`);
    return stack;
  }
}

function roles(rows: readonly EncoderRow[]): { serving: EncoderRow; standby: EncoderRow | undefined } {
  const serving = rows.find(({ state }) => state === 'serving');
  if (!serving) throw new Error('no encoder serves: the table encoder is empty');
  return { serving, standby: rows.find(({ state }) => state === 'standby') };
}

function shown({ folder, model, since }: EncoderRow): EncodersAnswer['serving'] {
  return { name: folder, model, since: since.toISOString() };
}

function countsOf(manager: EntityManager, model: string, stack: Stack | undefined): Promise<EncodingCounts> {
  return encodingCounts(manager, model, stack?.index.appliedSeq ?? 0n);
}

function complete({ products, encoded, indexed }: EncodingCounts): boolean {
  return encoded === products && indexed === products;
}

function refuseIncomplete(counts: EncodingCounts): void {
  if (complete(counts)) return;
  throw new ProblemError(
    409,
    'standby-not-ready',
    `Of ${counts.products} products ${counts.encoded} are encoded and ${counts.indexed} indexed; try again when all are.`,
  );
}

function refuseSecond(standby: EncoderRow | undefined): void {
  if (!standby) return;
  throw new ProblemError(
    409,
    'standby-exists',
    `${standby.folder} is the standby; drop it first (DELETE /v1/encoders/standby).`,
  );
}

function required(standby: EncoderRow | undefined): EncoderRow {
  if (standby) return standby;
  throw new ProblemError(404, 'not-found', 'There is no standby; POST /v1/encoders/standby makes one.');
}
