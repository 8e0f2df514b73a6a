import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { projectFolder } from '#platform';
import { labCommand } from '../command.js';
import { exampleRequests } from './example-requests.js';
import { recordExamples } from './record-examples.js';
import { startEngine, type StartOptions } from '../../../test/support/start-engine.js';

labCommand('docs', 'openapi').parse();

const timeoutMs = 600_000;
const typeOptions = [
  // Each component is exported under its own name.
  '--root-types',
  '--root-types-no-schema-prefix',
  // What has a default may be left out: answers, which have all fields, list them as required.
  '--default-non-nullable=false',
];

// Writes docs/examples.json as an engine with the seed shop answers, docs/openapi.json as the program serves it then, and
// the console's client types from it.
const examples = await asked({ env: { SEED_CATALOGUE: 'on' } }, async (url) =>
  recordExamples(url, await exampleRequests()),
);
await writeFormatted('docs/examples.json', JSON.stringify(examples));
const served = async (url: string): Promise<string> => (await fetch(`${url}/docs-json`)).text();
const path = await writeFormatted('docs/openapi.json', await asked({}, served));
const types = join(projectFolder, 'apps/console/src/api-schema.ts');
execFileSync('npx', ['openapi-typescript', path, '-o', types, ...typeOptions], { stdio: 'inherit' });

/** What an engine answers that is started for it. */
async function asked<T>(options: StartOptions, ask: (url: string) => Promise<T>): Promise<T> {
  const engine = await startEngine({ timeoutMs, ...options });
  try {
    return await ask(engine.url);
  } finally {
    await engine.stop();
  }
}

async function writeFormatted(file: string, json: string): Promise<string> {
  const path = join(projectFolder, file);
  await writeFile(path, await format(json, { ...(await resolveConfig(path)), filepath: path }));
  return path;
}
