import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { afterAll, describe, expect, it } from 'vitest';
import { projectFolder } from '#platform';
import config from '../../.dependency-cruiser.js';

const violations = async (path: string): Promise<string[]> => {
  const { output } = await cruise([path], {
    ...config.options,
    ruleSet: { forbidden: config.forbidden },
    validate: true,
    baseDir: projectFolder,
  });
  if (typeof output === 'string') throw new Error(output);
  return output.summary.violations.map((violation) => violation.rule.name);
};

/** Breaks a rule in a file that exists only for the test, and looks whether the check bites. */
describe('the dependency rule', () => {
  const planted: string[] = [];
  const plant = async (folder: string, source: string): Promise<string> => {
    await mkdir(join(projectFolder, folder), { recursive: true });
    const scratch = await mkdtemp(join(projectFolder, folder, 'planted-'));
    planted.push(scratch);
    await writeFile(join(scratch, 'breach.ts'), source);
    return join(scratch, 'breach.ts').slice(projectFolder.length + 1);
  };

  afterAll(async () => {
    await Promise.all(planted.map((folder) => rm(folder, { recursive: true })));
    await rm(join(projectFolder, 'libs/planted'), { recursive: true, force: true });
  });

  it.each([
    [
      'upward',
      'libs/encoder/src',
      `import { Products } from '#catalogue'; export const x = Products;`,
      'encoder-uses-only-lower-libs',
    ],
    [
      'upward, types',
      'libs/encoder/src',
      `import type { Recommender } from '#recommendation'; export type X = Recommender;`,
      'encoder-uses-only-lower-libs',
    ],
    [
      'sideways',
      'libs/neurons/src',
      `import { Products } from '#catalogue'; export const x = Products;`,
      'neurons-uses-only-lower-libs',
    ],
    [
      'sideways, types',
      'libs/search-index/src',
      `import type { Product } from '#catalogue'; export type X = Product;`,
      'search-index-uses-only-lower-libs',
    ],
    [
      'from a lib that has no row',
      'libs/planted/src',
      `import { dot } from '#encoder'; export const x = dot;`,
      'every-lib-has-a-row',
    ],
    [
      'into the inside of a lib',
      'libs/recommendation/src',
      `import { serve } from '../../../encoder/src/encoder.js'; export const x = serve;`,
      'only-the-index-is-public',
    ],
    [
      'an app from a lib',
      'libs/platform/src',
      `import { createAdapter } from '../../../../apps/api/src/http-server.js'; export const x = createAdapter;`,
      'platform-uses-only-lower-libs',
    ],
  ])('bites on an import %s', async (_, folder, source, rule) => {
    expect(await violations(await plant(folder, source))).toContain(rule);
  });
});
