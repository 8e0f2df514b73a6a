import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { staleSource } from './current-build.js';

const text = 'export const answer = 42;\n';

describe('staleSource', () => {
  let project: string;
  beforeEach(async () => {
    project = await mkdtemp(join(tmpdir(), 'concella-build-'));
    await mkdir(join(project, 'libs/a'), { recursive: true });
    await mkdir(join(project, 'dist'));
    for (const name of ['a.ts', 'a.spec.ts']) await writeFile(join(project, 'libs/a', name), text);
    await build({});
  });
  afterEach(() => rm(project, { recursive: true }));

  const build = (more: object): Promise<void> => {
    const version = createHash('sha256').update(text).digest('hex');
    const fileNames = ['../node_modules/x/index.d.ts', '../libs/a/a.ts', '../libs/a/a.spec.ts'];
    const info = { fileNames, fileInfos: ['other', { version }, version], ...more };
    return writeFile(join(project, 'dist/tsconfig.tsbuildinfo'), JSON.stringify(info));
  };

  it('finds none in a build of these sources', () => {
    expect(staleSource(project)).toBeUndefined();
  });

  it('finds a source that changed or is gone, and lets specs change', async () => {
    await writeFile(join(project, 'libs/a/a.spec.ts'), 'changed');
    expect(staleSource(project)).toBeUndefined();
    await writeFile(join(project, 'libs/a/a.ts'), 'changed');
    expect(staleSource(project)).toBe('libs/a/a.ts');
    await rm(join(project, 'libs/a/a.ts'));
    expect(staleSource(project)).toBe('libs/a/a.ts');
  });

  it('does not trust a check of types without a build, nor an absent build', async () => {
    await build({ affectedFilesPendingEmit: [1] });
    expect(staleSource(project)).toBe('the project');
    await rm(join(project, 'dist/tsconfig.tsbuildinfo'));
    expect(staleSource(project)).toBe('the project');
  });
});
