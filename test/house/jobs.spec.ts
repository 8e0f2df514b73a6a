import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { projectFolder } from '#platform';
import { describe, expect, it } from 'vitest';

const path = join(projectFolder, 'libs/ingestion/src/planted.ts');

/** Compiles a text as if it stood in a lib. @returns the lines that do not compile */
function linesThatFail(text: string): number[] {
  const { config } = ts.readConfigFile(join(projectFolder, 'tsconfig.json'), (file) =>
    readFileSync(file, 'utf8'),
  ) as { config: { compilerOptions: object } };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, projectFolder);
  const real = ts.createCompilerHost({ ...options, incremental: false });
  const host: ts.CompilerHost = {
    ...real,
    fileExists: (file) => file === path || real.fileExists(file),
    getSourceFile: (file, language, ...more) =>
      file === path ? ts.createSourceFile(file, text, language) : real.getSourceFile(file, language, ...more),
  };
  const program = ts.createProgram([path], { ...options, noEmit: true, incremental: false }, host);
  const source = program.getSourceFile(path);
  if (!source) throw new Error('the planted file was not compiled');
  return program
    .getSemanticDiagnostics(source)
    .map(({ start = 0 }) => source.getLineAndCharacterOfPosition(start).line + 1);
}

describe('jobs', () => {
  it('compile only with a name and a payload of the map', { timeout: 300_000 }, () => {
    const lines = [
      `import type { JobHandler, JobQueue } from '#platform';`,
      `import './jobs.js';`,
      `declare const queue: JobQueue;`,
      `export const right = queue.enqueue('ingest', { uploadId: 'u' });`,
      `export const unknown = queue.enqueue('planted', { uploadId: 'u' });`,
      `export const untyped = queue.enqueue('ingest', { upload: 'u' });`,
      `export const handler: JobHandler<'planted'> = { name: 'planted', run: () => Promise.resolve() };`,
      `export const other: JobHandler<'ingest'> = { name: 'ingest', run: ({ upload }) => upload };`,
    ];
    expect([...new Set(linesThatFail(lines.join('\n')))]).toEqual([5, 6, 7, 8]);
  });
});

describe('threads', () => {
  it('are started in one place', () => {
    const names = readdirSync(join(projectFolder, 'libs'), { recursive: true, encoding: 'utf8' });
    const starting = names.filter(
      (name) =>
        name.endsWith('.ts') &&
        readFileSync(join(projectFolder, 'libs', name), 'utf8').includes('new Worker('),
    );
    expect(starting).toEqual(['platform/src/threads/start-worker.ts']);
  });
});
