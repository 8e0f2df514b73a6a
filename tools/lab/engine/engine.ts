import 'reflect-metadata';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Products } from '#catalogue';
import type { Embedder } from '#encoder';
import type { CorrectedNeurons } from '#neurons';
import { createLogger, NestLogger, readConfig, startPlatform } from '#platform';
import type { Recommender } from '#recommendation';
import type { ChannelVectors, ChannelIndex } from '#search-index';
import { Stacks } from '#serving';
import type { DataSource } from 'typeorm';
import { AppModule } from '../../../apps/api/src/app.module.js';
import { createAdapter, prepareServer } from '../../../apps/api/src/http-server.js';
import type { EvalCatalogue } from '../data/catalogue.js';
import { upload } from './upload.js';

/** A product as the engine has it after the upload. */
export interface IndexedProduct {
  readonly id: string;
  readonly ordinal: number;
  readonly vectors: ChannelVectors;
}

/** The engine itself with one catalogue in it, and its parts in reach. */
export interface Engine {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** "<name>@<revision>" */
  readonly model: string;
  readonly products: readonly IndexedProduct[];
  readonly encoder: Embedder;
  readonly index: ChannelIndex;
  readonly catalogue: Products;
  readonly recommender: Recommender;
  readonly neurons: CorrectedNeurons;
  readonly database: DataSource;
  stop(): Promise<void>;
}

/**
 * Starts the engine on an empty folder, as apps/api does, and uploads the catalogue through the public call.
 *
 * @param env MODEL, MODELS_DIR and whatever else differs from the defaults
 */
export async function startEngine(
  catalogue: Pick<EvalCatalogue, 'products' | 'pictures'>,
  env: Readonly<Record<string, string>> = {},
): Promise<Engine> {
  const folder = await mkdtemp(join(tmpdir(), 'concella-eval-'));
  // The database server may run as another user, who has to be able to reach its folder.
  await chmod(folder, 0o755);
  const config = readConfig({
    LOG_LEVEL: 'warn',
    ...process.env,
    ...env,
    PORT: '0',
    DATA_DIR: folder,
    SEED_CATALOGUE: 'off',
  });
  const platform = await startPlatform(config, createLogger(config.logLevel));
  let app: NestFastifyApplication | undefined;
  const stop = async (): Promise<void> => {
    await app?.close();
    await platform.stop();
    await rm(folder, { recursive: true });
  };
  try {
    app = await NestFactory.create<NestFastifyApplication>(
      AppModule.with(platform),
      createAdapter(platform.logger),
      {
        logger: new NestLogger(platform.logger),
        abortOnError: false,
      },
    );
    await prepareServer(app, platform.logger);
    await app.listen(config.port, config.host);
    await upload(await app.getUrl(), catalogue.products, catalogue.pictures);
    const { index, encoder, recommender, neurons } = app.get(Stacks).serving;
    const [last]: { seq: string }[] = await platform.dataSource.query(
      'select max(seq) as seq from channel_vector',
    );
    await index.caughtUp(BigInt(last?.seq ?? 0), 300_000);
    const rows: { id: string; ordinal: number }[] = await platform.dataSource.query(
      'select id, ordinal from product order by ordinal',
    );
    return {
      url: (await app.getUrl()).replace(/\/$/, ''),
      model: encoder.embedder.model,
      products: rows.map(({ id, ordinal }) => {
        const vectors = index.channelVectors(ordinal);
        if (!vectors) throw new Error(`product ${id} is not in the index after its upload`);
        return { id, ordinal, vectors };
      }),
      encoder: encoder.embedder,
      index,
      catalogue: app.get(Products),
      recommender,
      neurons,
      database: platform.dataSource,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
