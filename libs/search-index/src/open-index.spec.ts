import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';

/** Makes hnswlib-node impossible to find, as where its compilation failed: an optional package is then left out. */
const withoutHnswlib = `
  import { register } from 'node:module';
  register('data:text/javascript,' + encodeURIComponent(\`
    export function resolve(name, context, next) {
      if (name === 'hnswlib-node') throw new Error('Cannot find package hnswlib-node');
      return next(name, context);
    }\`));
`;

const file = join(mkdtempSync(join(tmpdir(), 'concella-open-')), 'program.mjs');
afterAll(() => rm(dirname(file), { recursive: true }));

const program = `
  import { openIndex } from '${new URL('../../../dist/libs/search-index/src/open-index.js', import.meta.url).href}';
  const warnings = [];
  const index = await openIndex({ dimension: 2, maxNorm: 1 }, { error: (_, text) => warnings.push(text) });
  await index.upsert(Uint32Array.of(4, 5), Float32Array.of(1, 0, 0, 1));
  const found = await index.search(Float32Array.of(0, 1), 1);
  console.log(JSON.stringify({ warnings, found, kind: (await index.stats()).kind }));
  await index.close();
`;

async function answer(options: readonly string[]): Promise<unknown> {
  // A file: what is given with --eval would be given to the worker thread too.
  const { stdout } = await promisify(execFile)(process.execPath, [...options, file]);
  return JSON.parse(stdout);
}

it('searches exactly, and says so loudly, where hnswlib-node is missing', async () => {
  await writeFile(file, program);
  const found = [{ ordinal: 5, score: 1 }];
  const hidden = `data:text/javascript,${encodeURIComponent(withoutHnswlib)}`;
  expect(await answer(['--import', hidden])).toEqual({
    kind: 'exact',
    found,
    warnings: [expect.stringContaining('CANNOT BE LOADED')],
  });
  expect(await answer([])).toEqual({ kind: 'hnsw', found, warnings: [] });
});
