import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import multipart from '@fastify/multipart';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { CentringReference } from '#encoder';
import { IngestionModule } from '#ingestion';
import { createLogger, PlatformModule, readConfig, startPlatform, type StartedPlatform } from '#platform';

const fixtures = 'test/fixtures/tiny-clip/pictures';

/** The tiny CLIP ships no means: they are taken from its own test pictures. */
class FixtureReference extends CentringReference {
  readonly name = 'fixtures';
  texts(): Promise<string[]> {
    return Promise.resolve(['a red mug', 'a blue shirt', 'green shoes', 'a wooden table']);
  }
  async pictures(): Promise<Uint8Array[]> {
    return Promise.all((await readdir(fixtures)).map((name) => readFile(join(fixtures, name))));
  }
}

@Global()
@Module({
  providers: [{ provide: CentringReference, useClass: FixtureReference }],
  exports: [CentringReference],
})
class ReferenceModule {}

/** The catalogue and the way into it alone, with the smallest encoder, in this process. */
export interface CatalogueApp {
  readonly app: NestFastifyApplication;
  readonly platform: StartedPlatform;
  readonly folder: string;
  readonly url: string;
  /** Stops it and removes its folder, unless that was given. */
  stop(): Promise<void>;
}

/** Starts it on a free port, in a new folder unless one is given. */
export async function startCatalogue(
  env: Readonly<Record<string, string>> = {},
  given?: string,
): Promise<CatalogueApp> {
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'concella-catalogue-')));
  const config = readConfig({
    DATA_DIR: folder,
    MODELS_DIR: 'test/fixtures',
    MODEL: 'tiny-clip',
    LOG_LEVEL: 'error',
    ...env,
  });
  const platform = await startPlatform(config, createLogger(config.logLevel));
  const app = await NestFactory.create<NestFastifyApplication>(
    { module: IngestionModule, imports: [PlatformModule.with(platform), ReferenceModule] },
    new FastifyAdapter(),
    { logger: ['error'], abortOnError: false },
  );
  await app.register(multipart as never);
  await app.listen(0, '127.0.0.1');
  return {
    app,
    platform,
    folder,
    url: await app.getUrl(),
    stop: async () => {
      await app.close();
      await platform.stop();
      if (given === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}
