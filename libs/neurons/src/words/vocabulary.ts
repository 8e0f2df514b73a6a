import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { projectFolder } from '#platform';

/** The facets of a vocabulary, in the order in which lists show them. */
export const facets = [
  'category',
  'colour',
  'material',
  'pattern',
  'style',
  'occasion',
  'part',
  'fit',
  'finish',
  'use',
] as const;
export const facetSchema = z.enum(facets).meta({ id: 'Facet' });

const termSchema = z.strictObject({
  /** What the neuron is called. */
  term: z.string().min(1),
  facet: facetSchema,
  /** What is encoded: holds the term and, but for categories, the word "product" in whose place things are put. */
  phrase: z.string().min(1),
  /** Words for the same thing: one neuron stands for them all. */
  synonyms: z.array(z.string().min(1)).default([]),
  /** Touches people: gender, skin, age, religion, body. */
  sensitive: z.boolean().default(false),
});

/** One term of the vocabulary: one neuron of the dictionary of words. */
export type Term = z.output<typeof termSchema>;

/** Reads libs/neurons/vocabulary/terms.jsonl. @throws naming the line that is wrong. */
export async function readVocabulary(file = shippedFile('terms.jsonl')): Promise<Term[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  return lines.map((line, at) => {
    const term = termSchema.safeParse(JSON.parse(line));
    if (!term.success) throw new Error(`${file}:${at + 1}: ${z.prettifyError(term.error)}`);
    const { facet, phrase, term: word } = term.data;
    if (!phrase.includes(word) || (facet !== 'category' && !phrase.includes('product')))
      throw new Error(`${file}:${at + 1}: the phrase lacks the term "${word}" or the word "product"`);
    return term.data;
  });
}

// Unlike one another, so that what they have in common is small.
const things = ['t-shirt', 'handbag', 'mug', 'chair', 'lamp'];
const qualities = ['', 'red ', 'black ', 'striped ', 'plain '];

/** What is encoded for a term: `with` it in several contexts, and the same contexts `without` it. */
export interface TermPhrases {
  readonly with: readonly string[];
  readonly without: readonly string[];
}

/**
 * The phrases of a term. What a word adds to "a t-shirt", "a mug" ... is what it means; on its own, or beside the
 * word "product", a small encoder has hardly seen it. Synonyms take turns with the term, so one neuron stands for all.
 * A category is a thing itself: it is put beside several qualities, and nothing is taken away.
 */
export function phrasesOf({ term, facet, phrase, synonyms }: Term): TermPhrases {
  const words = [term, ...synonyms];
  const word = (turn: number): string => words[turn % words.length] ?? term;
  if (facet === 'category')
    return {
      with: qualities.map((quality, i) => (quality === '' ? phrase : quality + word(i))),
      without: [],
    };
  return {
    with: things.map((thing, i) => phrase.replace(term, word(i)).replace('product', thing)),
    without: things.map((thing) => `a ${thing}`),
  };
}

/** A file of libs/neurons/vocabulary: data stays where it is when the sources are compiled to dist. */
export function shippedFile(name: string): string {
  return join(projectFolder, 'libs/neurons/vocabulary', name);
}
