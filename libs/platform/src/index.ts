export { syncFolder } from './durable-file.js';
export { Budget, type GiveBack } from './budget.js';
export { CONFIG, ConfigError, printedConfig, readConfig, secretsOf, type Config } from './config/config.js';
export { DATABASE_URL } from './database/tokens.js';
export { startEmbeddedServer, type EmbeddedServer } from './database/embedded/embedded-server.js';
export { dataSourceOptions, migrate } from './database/database.js';
export { CommandDataSource } from './database/command-data-source.js';
export { DatabaseClient } from './database/database-client.js';
export type { Finding } from './finding.js';
export { isDiskFull } from './disk-full.js';
export { isBusy, isOutage, isOutside } from './database/outage.js';
export { retryLevel } from './database/retry-level.js';
export { asRequest } from './database/query-limits.js';
export { oneAtATime } from './database/one-at-a-time.js';
export { storableText } from './database/storable-text.js';
export { Embeddable, Public, Reading } from './http/access.js';
export { AccessGuard } from './http/access.guard.js';
export { HostNames } from './http/host-names.js';
export { answerParserError, answerUnsupported } from './http/parser-errors.js';
export { multipartProblem } from './http/multipart-problem.js';
export { ProblemError, problemSchema, type FieldProblem } from './http/problem.js';
export { plainPath, ProblemFilter, sendProblem, toProblem } from './http/problem-filter.js';
export { ReservedMemory, RequestMemory } from './http/request-memory.js';
export { fieldProblems, invalidRequest, safeText, validationPipe } from './http/validation.js';
export { JobQueue, type EnqueueOptions, type JobContext, type JobHandler } from './jobs/job-queue.js';
export type { JobName, Jobs } from './jobs/jobs.js';
export { JobRunner, migrateQueue } from './jobs/job-runner.js';
export { PlatformModule, type PlatformParts } from './platform.module.js';
export { startPlatform, type StartedPlatform } from './start-platform.js';
export { createLogger, LOGGER, NestLogger, type Logger } from './telemetry/logger.js';
export { Metrics } from './telemetry/metrics.js';
export { Readiness, type ReadinessCheck, type ReadinessReport } from './telemetry/readiness.js';
export { startWorker } from './threads/start-worker.js';
export { projectFolder } from './config/project-folder.js';
export { areaUnderCurve } from './statistics/area-under-curve.js';
export {
  bootstrap,
  bootstrapOfTwo,
  estimate,
  type Estimate,
  type Resampling,
} from './statistics/bootstrap.js';
export { permutationP, shuffle } from './statistics/permutation.js';
export { deviation, mean, median, quantile, upperMedian } from './statistics/quantiles.js';
export { seededRandom } from './statistics/seeded-random.js';
export { handledLater } from './handled-later.js';
