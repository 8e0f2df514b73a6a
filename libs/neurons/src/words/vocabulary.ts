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

const termSchema = z.strictObject({
  /** What the neuron is called. */
  term: z.string().min(1),
  facet: z.enum(facets),
  /** What is encoded: holds the term. */
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
    if (!term.data.phrase.includes(term.data.term))
      throw new Error(`${file}:${at + 1}: the phrase does not hold the term "${term.data.term}"`);
    return term.data;
  });
}

/** The phrases that are encoded for a term: its own, and the same with each synonym in the term's place. */
export function phrasesOf({ term, phrase, synonyms }: Term): string[] {
  return [phrase, ...synonyms.map((synonym) => phrase.replace(term, synonym))];
}

/** A file of libs/neurons/vocabulary: data stays where it is when the sources are compiled to dist. */
export function shippedFile(name: string): string {
  return join(projectFolder, 'libs/neurons/vocabulary', name);
}
