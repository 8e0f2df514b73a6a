import 'reflect-metadata';
import {
  ConfigError,
  createLogger,
  maskedConfig,
  readConfig,
  startPlatform,
  type Config,
  type StartedPlatform,
} from '#platform';
import { startApplication } from './application.js';
import { stopOnSignals } from './stop-on-signals.js';

const config = configOrExit();
const logger = createLogger(config.logLevel);
logger.info({ config: maskedConfig(config) }, 'starting');

let platform: StartedPlatform | undefined;
try {
  const started = await startPlatform(config, logger);
  platform = started;
  const application = await startApplication(started);
  stopOnSignals(logger, async () => {
    await application.close();
    await started.stop();
  });
  await application.loadSeedCatalogue();
} catch (error) {
  logger.fatal({ err: error }, 'could not start');
  await platform?.stop();
  process.exit(1);
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
