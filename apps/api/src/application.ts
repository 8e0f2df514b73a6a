import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { JobRunner, NestLogger, type StartedPlatform } from '#platform';
import { AppModule } from './app.module.js';
import { createAdapter, prepareServer } from './http-server.js';
import { serveOpenApi } from './openapi/serve-openapi.js';
import { SeedCatalogue } from './seed-catalogue.js';
import type { StartingServer } from './starting-server.js';

export interface Application {
  /** Waits until every part is ready, then takes the port over. */
  serve(port: StartingServer): Promise<void>;
  /** Loads the seed catalogue through the public upload path, if the catalogue is new and SEED_CATALOGUE is on. */
  loadSeedCatalogue(url: string): Promise<void>;
  /** Takes no more requests, lets running ones and jobs end, writes the index snapshot. Also before it serves. */
  close(): Promise<void>;
}

/** Wires the modules: loads the models, opens what answers. */
export async function createApplication(platform: StartedPlatform): Promise<Application> {
  const { logger, readiness } = platform;
  readiness.register('encoder', () => 'the model and its dictionary are being loaded');
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(platform),
    createAdapter(logger),
    {
      logger: new NestLogger(logger),
      abortOnError: false,
    },
  );
  const connections = await prepareServer(app, logger);
  serveOpenApi(app);
  app.get(JobRunner);
  return {
    serve: async (port) => {
      await app.init();
      await readiness.ready();
      platform.dataSource.watchFromNow();
      await app.get(SeedCatalogue).prepare();
      await app.listen(port.takeOver());
    },
    loadSeedCatalogue: (url) => app.get(SeedCatalogue).load(url),
    close: () => {
      connections.drain();
      return app.close();
    },
  };
}
