import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ConfigError,
  createLogger,
  printedConfig,
  readConfig,
  Readiness,
  secretsOf,
  startPlatform,
  type Config,
  type StartedPlatform,
} from '#platform';
import { createApplication, type Application } from './application.js';
import { startFailure } from './start-failure.js';
import { StartingServer } from './starting-server.js';
import { stopOnSignals } from './stop-on-signals.js';

/** A step of the start that is under way has so long to end, when the process is told to stop. */
const longestStartMs = 4_000;

const config = configOrExit();
const logger = createLogger(config.logLevel, secretsOf(config));
logger.info({ config: printedConfig(config) }, 'starting');

let opening: Promise<StartedPlatform> | undefined;
let platform: StartedPlatform | undefined;
let application: Application | undefined;
const stopping = stopOnSignals(logger, stop, () => platform?.abandon());

try {
  const readiness = new Readiness();
  const port = await StartingServer.open(config, readiness);
  const { url } = port;
  logger.info({ url, seconds: secondsSinceStart() }, 'listening');
  opening = startPlatform(config, logger, readiness, stopping.signal, endWithoutDatabase);
  platform = await opening;
  application = await createApplication(platform);
  await application.serve(port);
  logger.info({ url, seconds: secondsSinceStart() }, 'serving');
  await application.loadSeedCatalogue(url);
} catch (error) {
  // Who was told to stop in the middle of starting stops: what breaks on the way is no failure.
  if (!stopping.signal.aborted) await fail(error);
}

/** Ends what has been started so far, in any state of the start. */
async function stop(): Promise<void> {
  const late = sleep(longestStartMs, undefined, { ref: false });
  const opened = await Promise.race([opening?.catch(() => undefined), late]);
  await application?.close();
  await opened?.stop();
}

/** For a supervisor, or whoever started it: what keeps the database from starting has to be mended first. */
function endWithoutDatabase(error: unknown): void {
  if (stopping.signal.aborted) return;
  logger.fatal(
    `PostgreSQL ended and could not be started again: ${startFailure(error, config)}. ` +
      'Mend what it names, or go back to a backup (docs/operations.md), and start Concella again.',
  );
  stopping.end(1);
}

/** Says in one plain last line why there is no start, and ends the process. */
async function fail(error: unknown): Promise<void> {
  logger.debug({ err: error }, 'the start failed');
  await stop().catch((left: unknown) => {
    logger.warn({ err: left }, 'what had been started could not be stopped cleanly');
  });
  const reason = `Concella could not start: ${startFailure(error, config)}`;
  // On a terminal both would be read.
  if (!process.stdout.isTTY) logger.fatal(reason);
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}

function secondsSinceStart(): number {
  return Math.round(process.uptime() * 10) / 10;
}

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`The configuration is not valid:\n${error.message}\n`);
    process.exit(2);
  }
}
