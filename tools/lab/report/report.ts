import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';
import { projectFolder } from '#platform';

/** A Markdown table; the first column is left-aligned, the others right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map((_, i) => (i === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}

/** Date, commit and machine: what a figure needs to be repeated. */
export function circumstances(command: string, model: string): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: projectFolder })
    .toString()
    .trim();
  const changed = execFileSync('git', ['status', '--porcelain', '--', 'apps', 'libs', 'models'], {
    cwd: projectFolder,
  }).toString();
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const load = loadavg()[0]!.toFixed(1);
  return (
    `Written by \`${command}\` on ${date} UTC: model ${model}, code at commit ${commit}` +
    `${changed === '' ? '' : ' with later changes'}, Node ${process.versions.node}, ` +
    `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), load ${load} at the end.`
  );
}

/**
 * Replaces what stands between `<!-- generated: name -->` and `<!-- end: name -->` in a file of docs.
 *
 * @throws {Error} when the file lacks the two marks.
 */
export async function writeGenerated(file: string, name: string, markdown: string): Promise<void> {
  const path = join(projectFolder, 'docs', file);
  const [begin, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
  const text = await readFile(path, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${path} lacks the marks ${begin} and ${end}`);
  const changed = `${text.slice(0, from + begin.length)}\n\n${markdown}\n\n${text.slice(to)}`;
  await writeFile(path, await format(changed, { parser: 'markdown' }));
  console.log(`Written: docs/${file} (${name})`);
}
