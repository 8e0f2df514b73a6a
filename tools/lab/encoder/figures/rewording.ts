import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectFolder } from '#platform';

const word = /[a-z]{4,}/g;

/** One letter of the longest word lost, doubled or swapped with the next, never the first. */
export function misspelt(query: string, random: () => number): string {
  const longest = (query.match(word) ?? []).reduce((a, b) => (b.length > a.length ? b : a), '');
  if (longest === '') return query;
  const at = 1 + Math.floor(random() * (longest.length - 2));
  const [head, one, two, tail] = [
    longest.slice(0, at),
    longest.charAt(at),
    longest.charAt(at + 1),
    longest.slice(at + 2),
  ];
  const ways = [
    `${head}${two}${tail}`,
    `${head}${one}${one}${two}${tail}`,
    one === two ? `${head}${one}${tail}` : `${head}${two}${one}${tail}`,
  ];
  return query.replace(longest, ways[Math.floor(random() * ways.length)]!);
}

const paraphrases = z.array(z.tuple([z.string(), z.string()]));

/** Pairs of a query and another way to say it, written by hand before any answer was seen. */
export function readParaphrases(): [string, string][] {
  const path = join(projectFolder, 'tools/lab/encoder/figures/paraphrases.json');
  return paraphrases.parse(JSON.parse(readFileSync(path, 'utf8')));
}
