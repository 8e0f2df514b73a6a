import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { projectFolder } from '#platform';
import { labCommand } from '../command.js';
import { startEngine } from '../../../test/support/start-engine.js';

labCommand('docs', 'openapi').parse();

const typeOptions = [
  // Each component is exported under its own name.
  '--root-types',
  '--root-types-no-schema-prefix',
  // What has a default may be left out: answers, which have all fields, list them as required.
  '--default-non-nullable=false',
];

// Writes docs/openapi.json as the running program serves it, and the console's client types from it.
const engine = await startEngine();
try {
  const document = await (await fetch(`${engine.url}/docs-json`)).text();
  const path = join(projectFolder, 'docs/openapi.json');
  await writeFile(path, await format(document, { ...(await resolveConfig(path)), filepath: path }));
  const types = join(projectFolder, 'apps/console/src/api-schema.ts');
  execFileSync('npx', ['openapi-typescript', path, '-o', types, ...typeOptions], { stdio: 'inherit' });
} finally {
  await engine.stop();
}
