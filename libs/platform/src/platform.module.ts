import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CONFIG, type Config } from './config/config.js';
import { DATABASE_URL } from './database/tokens.js';
import type { WatchedDatabase } from './database/watched-database.js';
import { AccessGuard } from './http/access.guard.js';
import { ApiKeys } from './http/api-keys.js';
import { HostNames } from './http/host-names.js';
import { Origins } from './http/origins.js';
import { ProblemFilter } from './http/problem-filter.js';
import { RequestMemory } from './http/request-memory.js';
import { validationPipe } from './http/validation.js';
import { JobQueue } from './jobs/job-queue.js';
import { JobRunner } from './jobs/job-runner.js';
import { LOGGER, type Logger } from './telemetry/logger.js';
import { Metrics } from './telemetry/metrics.js';
import { Readiness } from './telemetry/readiness.js';

/** What exists before NestJS does: read and opened by {@link startPlatform}. */
export interface PlatformParts {
  readonly config: Config;
  readonly logger: Logger;
  readonly databaseUrl: string;
  readonly dataSource: WatchedDatabase;
  readonly readiness: Readiness;
}

/** Configuration, database, jobs, logs, metrics, errors, keys: for every other module. */
@Global()
@Module({})
export class PlatformModule {
  static with(parts: PlatformParts): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        TypeOrmModule.forRootAsync({
          // Opened, and ended, by startPlatform: nothing can be made before there are tables.
          useFactory: () => parts.dataSource.options,
          dataSourceFactory: () => Promise.resolve(parts.dataSource),
        }),
      ],
      providers: [
        { provide: CONFIG, useValue: parts.config },
        { provide: LOGGER, useValue: parts.logger },
        { provide: DATABASE_URL, useValue: parts.databaseUrl },
        { provide: Readiness, useValue: parts.readiness },
        Metrics,
        JobQueue,
        JobRunner,
        ApiKeys,
        RequestMemory,
        Origins,
        HostNames,
        AccessGuard,
        { provide: APP_GUARD, useExisting: AccessGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useFactory: validationPipe },
      ],
      exports: [
        CONFIG,
        LOGGER,
        DATABASE_URL,
        Metrics,
        Readiness,
        JobQueue,
        RequestMemory,
        HostNames,
        AccessGuard,
      ],
    };
  }
}
