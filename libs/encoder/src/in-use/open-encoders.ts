import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, LOGGER, type Config, type Logger } from '#platform';
import { ModelError } from '../manifest.js';
import type { OnnxEncoder } from '../onnx/onnx-encoder.js';
import { EncoderOpener, type OpenEncoder } from './encoder-opener.js';
import { EncoderRow, lockEncoders, readEncoders } from './encoder-table.js';

/** The encoders of the table `encoder` that run in this process. */
@Injectable()
export class OpenEncoders implements OnApplicationShutdown {
  private readonly open = new Map<string, Promise<OpenEncoder>>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(EncoderOpener) private readonly opener: EncoderOpener,
  ) {}

  /** Opens the encoder that serves; in a new database that is the one of MODEL. */
  async start(): Promise<void> {
    const serving = (await this.rows()).find(({ state }) => state === 'serving');
    const folder = serving?.folder ?? this.config.model;
    if (folder !== this.config.model)
      this.logger.info(
        { serving: folder, MODEL: this.config.model },
        'MODEL only says what a new catalogue starts with; this one was switched with /v1/encoders',
      );
    const encoder = await this.opener.load(folder);
    await this.dataSource.transaction(async (manager) => {
      if ((await lockEncoders(manager)).length === 0)
        await manager.insert(EncoderRow, { model: encoder.model, folder, state: 'serving' });
      // The folder holds another revision than at the last start: products are encoded for it from now on.
      await manager.update(EncoderRow, { folder, state: 'serving' }, { model: encoder.model });
    });
    const { model } = await this.serving();
    if (model === encoder.model) {
      await this.take(encoder, folder);
      return;
    }
    // Another process was first to start, with another MODEL.
    await encoder.close();
    await this.of(model);
  }

  rows(): Promise<EncoderRow[]> {
    return readEncoders(this.dataSource.manager);
  }

  async serving(): Promise<EncoderRow> {
    const serving = (await this.rows()).find(({ state }) => state === 'serving');
    if (!serving) throw new Error('no encoder serves: the table encoder is empty');
    return serving;
  }

  /**
   * The encoder of a model, opened where it is not yet; undefined when the model is no longer in use.
   *
   * @throws {ModelError} when it can't be opened; the next call tries again.
   */
  async of(model: string): Promise<OpenEncoder | undefined> {
    const row = (await this.rows()).find((one) => one.model === model);
    if (!row) return undefined;
    return this.open.get(model) ?? this.keep(model, this.load(row));
  }

  /** Keeps an encoder that was loaded from this folder. */
  take(encoder: OnnxEncoder, folder: string): Promise<OpenEncoder> {
    return this.open.get(encoder.model) ?? this.keep(encoder.model, this.opener.centre(encoder, folder));
  }

  /** Leaves an encoder that is no longer in use to the caller, who closes it when nobody uses it any more. */
  release(model: string): void {
    this.open.delete(model);
  }

  /** After HTTP and jobs have stopped. */
  async onApplicationShutdown(): Promise<void> {
    for (const opening of await Promise.allSettled(this.open.values()))
      if (opening.status === 'fulfilled') await opening.value.close();
  }

  private keep(model: string, opening: Promise<OpenEncoder>): Promise<OpenEncoder> {
    this.open.set(model, opening);
    opening.catch(() => this.open.delete(model));
    return opening;
  }

  private async load({ model, folder }: EncoderRow): Promise<OpenEncoder> {
    const encoder = await this.opener.load(folder);
    if (encoder.model === model) return this.opener.centre(encoder, folder);
    await encoder.close();
    throw new ModelError(
      `the folder ${folder} holds ${encoder.model} and not ${model}: put the files back, or drop the standby and name it again`,
    );
  }
}
