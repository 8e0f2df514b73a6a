import { estimate, seededRandom } from '#platform';
import { crc32 } from 'node:zlib';
import { shown } from '../report/figures.js';
import type { Engine } from '../engine/engine.js';
import { methods } from '../retrieval/methods.js';
import { misspelt } from './misspelling.js';
import { paraphrasedQuery } from './paraphrase.js';
import { table } from '../report/report.js';
import { WordNet } from './wordnet.js';

const depth = 10;

/** Methods that always have ten answers, so that overlaps can be compared. */
const compared = ['image only', 'fused', 'hybrid'];

/** Other ways to type a query, the same in every run. */
export interface Variation {
  readonly name: string;
  readonly typed: (text: string) => string;
}

/** The variations of short queries; each text has random numbers of its own, whatever else is asked. */
export function variations(): Variation[] {
  const wordNet = new WordNet();
  return [
    { name: 'misspelt', typed: (text) => misspelt(text, seededRandom(crc32(text))) },
    { name: 'paraphrased', typed: (text) => paraphrasedQuery(text, wordNet, seededRandom(crc32(text))) },
  ];
}

/** Share of the first ten that both have. */
export function overlap(one: readonly string[], other: readonly string[]): number {
  const first = new Set(one.slice(0, depth));
  return other.slice(0, depth).filter((id) => first.has(id)).length / depth;
}

/** How much of the first ten stays when the texts are typed in another way: a table and what stands in it. */
export async function overlapSection(
  engine: Engine,
  texts: readonly string[],
  what: string,
): Promise<string> {
  const rows: string[][] = [];
  const examples: string[] = [];
  for (const { name, typed } of variations()) {
    const pairs = texts
      .map((text) => ({ text, other: typed(text) }))
      .filter(({ text, other }) => other !== text.toLowerCase());
    examples.push(...pairs.slice(0, 3).map(({ text, other }) => `"${text}" ${name}: "${other}"`));
    const values: string[] = [];
    for (const method of compared) values.push(shown(estimate(await overlaps(engine, method, pairs))));
    rows.push([name, String(pairs.length), ...values]);
  }
  return [
    `**Misspelt and paraphrased, overlap@10**: share of the first ten answers to ${what} that stay when it is misspelt (one slip in a third of its longer words, at least in one) or paraphrased by rule (last word first, function words left out, half of the words that have WordNet synonyms changed to one); texts that stay as they are do not count. Floor .6. For example ${examples.join(', ')}.`,
    table(['Typed', 'texts', ...compared], rows),
  ].join('\n\n');
}

async function overlaps(
  engine: Engine,
  name: string,
  pairs: readonly { readonly text: string; readonly other: string }[],
): Promise<number[]> {
  const method = methods.find((one) => one.name === name)!;
  const random = seededRandom(2);
  const first = async (text: string): Promise<string[]> =>
    (await method.rank(engine, { text }, random)) ?? [];
  const shares: number[] = [];
  for (const { text, other } of pairs) shares.push(overlap(await first(text), await first(other)));
  return shares;
}
