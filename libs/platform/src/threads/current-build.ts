import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { projectFolder } from '../config/project-folder.js';

/** What tsc notes of a build: of each file the SHA-256 of its text. */
const buildInfo = z.object({
  fileNames: z.array(z.string()),
  fileInfos: z.array(z.union([z.string(), z.object({ version: z.string() })])),
  /** Files whose new text was looked at, with --noEmit, and not compiled. */
  affectedFilesPendingEmit: z.array(z.unknown()).optional(),
});

let checked = false;

/**
 * For a process that runs the sources, and is to run something compiled beside them.
 *
 * @throws where the build is not of these sources. Looks once in a process: it costs a fifth of a second.
 */
export function requireCurrentBuild(): void {
  if (checked) return;
  const stale = staleSource(projectFolder);
  if (stale !== undefined) throw new Error(`${stale} was not compiled as it is now: run "npx tsc -p ."`);
  checked = true;
}

/** A source of a lib that is not in the build as it is now; undefined where there is none. */
export function staleSource(project: string): string | undefined {
  const file = join(project, 'dist', 'tsconfig.tsbuildinfo');
  if (!existsSync(file)) return 'the project';
  const { fileNames, fileInfos, affectedFilesPendingEmit } = buildInfo.parse(
    JSON.parse(readFileSync(file, 'utf8')),
  );
  for (const [at, name] of fileNames.entries()) {
    const path = join(project, 'dist', name);
    const inProject = relative(project, path);
    if (!inProject.startsWith('libs') || /[.]spec[.]tsx?$/.test(inProject)) continue;
    const info = fileInfos[at];
    const version = typeof info === 'object' ? info.version : info;
    if (!existsSync(path) || sha256Of(readFileSync(path)) !== version) return inProject;
  }
  return affectedFilesPendingEmit?.length ? 'the project' : undefined;
}

function sha256Of(text: Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}
