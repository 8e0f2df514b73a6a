import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { consolePages } from '../../apps/api/src/console-files.js';
import { projectFolder } from '#platform';

it('every page that the console routes is served at its address', async () => {
  const source = await readFile(join(projectFolder, 'apps/console/src/main.tsx'), 'utf8');
  const routed = [...source.matchAll(/<Route path="([^"*]+)"/g)].map(([, path]) => `/${path}`);
  expect(routed.length).toBeGreaterThan(3);
  expect(routed.toSorted()).toEqual(consolePages.toSorted());
});
