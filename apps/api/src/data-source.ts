import 'reflect-metadata';
import { CommandDataSource, createLogger, readConfig, secretsOf } from '#platform';
// Loads the libs: their entities are known from then on.
import './app.module.js';

const config = readConfig(process.env);

/** What the `typeorm` command opens: npx typeorm migration:show -d dist/apps/api/src/data-source.js */
export default CommandDataSource.open(config, createLogger('warn', secretsOf(config)));
