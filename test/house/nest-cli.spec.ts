import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectFolder } from '#platform';
import { describe, expect, it } from 'vitest';

const project = z.object({
  type: z.enum(['application', 'library']),
  root: z.string(),
  sourceRoot: z.string(),
  entryFile: z.string(),
});
const { projects } = z
  .object({ projects: z.record(z.string(), project) })
  .parse(JSON.parse(readFileSync(join(projectFolder, 'nest-cli.json'), 'utf8')));

/** The apps and libs that there are, as "libs/encoder". */
function folders(): string[] {
  return ['apps', 'libs'].flatMap((kind) =>
    readdirSync(join(projectFolder, kind), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(kind, name)),
  );
}

function unlisted(there: readonly string[]): string[] {
  const roots = new Set(Object.values(projects).map(({ root }) => root));
  return there.filter((folder) => !roots.has(folder));
}

describe('nest-cli.json', () => {
  it('lists every app and lib, and nothing else', () => {
    expect(unlisted(folders())).toEqual([]);
    expect(unlisted([...folders(), 'libs/planted'])).toEqual(['libs/planted']);
    expect(Object.values(projects).map(({ root }) => root)).toHaveLength(folders().length);
  });

  it.each(Object.entries(projects))('says where %s is', (name, { type, root, sourceRoot, entryFile }) => {
    expect(root).toBe(join(type === 'library' ? 'libs' : 'apps', name));
    expect(sourceRoot).toBe(join(root, 'src'));
    const entries = ['ts', 'tsx'].map((suffix) => join(projectFolder, sourceRoot, `${entryFile}.${suffix}`));
    expect(entries.some((entry) => existsSync(entry))).toBe(true);
  });
});
