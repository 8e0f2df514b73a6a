import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { JobRunner, NestLogger, ProblemFilter, validationPipe, type StartedPlatform } from '#platform';
import { AppModule } from './app.module.js';
import { createAdapter, prepareServer } from './http-server.js';
import { serveOpenApi } from './openapi.js';
import { SeedCatalogue } from './seed-catalogue.js';

export interface Application {
  /** The address that it listens on. */
  readonly url: string;
  /** Loads the seed catalogue through the public upload path, if the catalogue is new and SEED_CATALOGUE is on. */
  loadSeedCatalogue(): Promise<void>;
  /** Takes no more requests, lets running ones and jobs end, writes the index snapshot. */
  close(): Promise<void>;
}

/** Wires the modules and listens. */
export async function startApplication(platform: StartedPlatform): Promise<Application> {
  const { config, logger } = platform;
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(platform), createAdapter(), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(app.get(ProblemFilter));
  await prepareServer(app, logger);
  serveOpenApi(app);
  await app.listen(config.port, config.host);
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  logger.info({ url, seconds: Math.round(process.uptime() * 10) / 10 }, 'listening');
  app.get(JobRunner);
  return {
    url,
    loadSeedCatalogue: () => app.get(SeedCatalogue).load(url),
    close: () => app.close(),
  };
}
