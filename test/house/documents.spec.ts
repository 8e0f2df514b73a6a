import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '#platform';

const read = (file: string): string => readFileSync(join(projectFolder, file), 'utf8');

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(join(projectFolder, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}

const pages = ['README.md', 'SECURITY.md', ...filesIn('docs', '.md'), ...filesIn('models', '.md')];

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): Set<string> {
  const headings = read(page)
    .replaceAll(/^```[^]*?^```/gm, '')
    .matchAll(/^#+ +(.*)$/gm);
  return new Set(
    Array.from(headings, ([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** Links of a page that lead nowhere in this repository. */
function brokenLinks(page: string): string[] {
  const links = Array.from(read(page).matchAll(/\]\(([^)\s]+)\)/g), ([, link = '']) => link);
  return links.filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const file = path === '' ? page : normalize(join(dirname(page), path));
    if (!existsSync(join(projectFolder, file))) return true;
    return anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).has(anchor);
  });
}

describe('the documents', () => {
  it.each(pages)('have no broken link: %s', (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it.each(filesIn('docs/adr', '.md'))('keep a decision to one page: %s', (page) => {
    expect(read(page).split(/\s+/).length).toBeLessThanOrEqual(500);
  });
});

describe('the walks of docs/architecture.md', () => {
  const sources = ['libs', 'apps/api'].flatMap((folder) => filesIn(folder, '.ts'));
  const code = sources
    .filter((file) => !file.endsWith('.spec.ts'))
    .map(read)
    .join('\n');
  const page = read('docs/architecture.md');
  const walks = page.slice(page.indexOf('## The walk of a query'), page.indexOf('## What a score is'));
  const named = [...new Set(Array.from(walks.matchAll(/`([^`\n]+)`/g), ([, name = '']) => name))];

  it.each(named.filter((name) => name.endsWith('.ts')))('name a file that exists: %s', (name) => {
    expect(sources.filter((file) => file === name || file.endsWith(`/${name}`))).not.toEqual([]);
  });

  it.each(named.filter((name) => /^[A-Za-z]+(\.[a-z]\w*)?$/.test(name) && !name.endsWith('.ts')))(
    'name what the code has: %s',
    (name) => {
      for (const word of name.split('.')) expect(code).toMatch(new RegExp(`\\b${word}\\b`));
    },
  );
});
