import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '#platform';
import { labCommand } from '../command.js';
import { startEngine } from '../../../test/support/start-engine.js';

labCommand('docs', 'openapi').parse();

// Writes docs/openapi.json as the running program serves it, and the console's client types from it.
const engine = await startEngine();
try {
  const document: unknown = await (await fetch(`${engine.url}/docs-json`)).json();
  const path = join(projectFolder, 'docs/openapi.json');
  await writeFile(path, `${JSON.stringify(document, null, 2)}\n`);
  execFileSync(
    'npx',
    ['openapi-typescript', path, '-o', join(projectFolder, 'apps/console/src/api-schema.ts')],
    { stdio: 'inherit' },
  );
} finally {
  await engine.stop();
}
