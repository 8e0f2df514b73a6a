// npm run verify [-- --repair]
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { checkPictures } from '#catalogue';
import { checkVectors, noUploadAtWork } from '#ingestion';
import { createLogger, readConfig, secretsOf, startPlatform, type Config, type Finding } from '#platform';
import { checkSnapshots } from '#search-index';

const { repair } = new Command('npm run verify --')
  .description(
    'Checks pictures, vectors and index snapshots against the database of DATA_DIR, which must be stopped, or of DATABASE_URL.',
  )
  .option('--repair', 'deletes what comes back by itself, and has the next start make the rest again', false)
  .addHelpText('after', '\nExit code: 0 all is well, 1 something was found, 2 the check could not run.')
  .parse()
  .opts<{ repair: boolean }>();

try {
  const findings = await check(readConfig(process.env));
  print(findings);
  process.exitCode = findings.some(({ found, harmless }) => found > 0 && !harmless) ? 1 : 0;
} catch (error) {
  console.error(`The check could not run: ${error instanceof Error ? reasonOf(error) : String(error)}`);
  process.exitCode = 2;
}

async function check(config: Config): Promise<Finding[]> {
  // A start would make a new, empty one.
  if (config.databaseUrl === undefined && !existsSync(join(config.dataDir, 'postgres')))
    throw new Error(`DATA_DIR ${config.dataDir} holds no database; name the folder of an installation`);
  const platform = await startPlatform(config, createLogger('error', secretsOf(config)));
  try {
    const { dataSource } = platform;
    const { findings, lost } = await checkPictures(dataSource, config, repair, noUploadAtWork);
    const vectors = await checkVectors(dataSource, config.modelsDir, lost, repair);
    return [...findings, ...vectors, ...(await checkSnapshots(dataSource, config.dataDir, repair))];
  } finally {
    await platform.stop();
  }
}

function print(findings: readonly Finding[]): void {
  const row = (kind: string, ...numbers: (number | string)[]): string =>
    kind.padEnd(42) + numbers.map((number) => number.toLocaleString('en').padStart(10)).join('');
  console.log(repair ? row('', 'checked', 'found', 'left') : row('', 'checked', 'found'));
  for (const { kind, checked, found, left } of findings)
    console.log(repair ? row(kind, checked, found, left) : row(kind, checked, found));
  for (const { details } of findings) for (const line of details) console.log(line);
  const faults = findings.filter(({ found, harmless }) => found > 0 && !harmless);
  if (faults.length === 0) console.log('All is well.');
  else if (!repair) console.log('Run it again with --repair.');
  else if (faults.every(({ left }) => left === 0))
    console.log('Repaired; the next start makes again what was deleted.');
  else console.log('Repaired but for what is left: upload those pictures again.');
}

/** The error and those that caused it. */
function reasonOf(error: Error): string {
  return error.cause instanceof Error ? `${error.message}: ${reasonOf(error.cause)}` : error.message;
}
