import { termKey } from './confidence.js';
import type { Term } from './vocabulary.js';

/** In words; longer ones are not looked for. */
export const longestTerm = 4;

/** Finds the terms of a vocabulary in what is written of a product. */
export class MentionedTerms {
  private readonly keys = new Map<string, string[]>();

  constructor(terms: readonly Term[]) {
    for (const term of terms)
      for (const word of [term.term, ...term.synonyms]) {
        const form = nameForm(word);
        this.keys.set(form, [...(this.keys.get(form) ?? []), termKey(term)]);
      }
  }

  /** Keys ("<facet>/<term>") of the terms whose words stand in the texts, in one or several numbers. */
  in(texts: readonly string[]): string[] {
    const found = new Set<string>();
    for (const text of texts)
      for (const form of nameForms(text)) for (const key of this.keys.get(form) ?? []) found.add(key);
    return [...found];
  }
}

/** A name with its words in the singular and lower case: two that differ in number or case are one. */
export function nameForm(name: string): string {
  return words(name).join(' ');
}

/** The forms ({@link nameForm}) of all that a text says in up to {@link longestTerm} words in a row. */
export function nameForms(text: string): string[] {
  const all = words(text);
  return all.flatMap((_, from) =>
    Array.from({ length: Math.min(longestTerm, all.length - from) }, (_none, more) =>
      all.slice(from, from + more + 1).join(' '),
    ),
  );
}

/** Lower-case words, each in the singular as far as English spelling tells. */
export function words(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map(singular);
}

function singular(word: string): string {
  if (word.length < 4 || /(ss|us|is)$/.test(word)) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(sh|ch|x|ss|z)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}
