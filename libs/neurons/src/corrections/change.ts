import { z } from 'zod';
import { facets } from '../words/vocabulary.js';

/** How far a shop keeps a neuron out of its answers: not at all, out of reasons, or out of ranking (and so reasons). */
export const exclusions = ['nothing', 'reasons', 'ranking'] as const;
export type Exclusion = (typeof exclusions)[number];

/** What a person sets of one neuron. */
export const settingSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('name'),
    /** null: it has no name (in this language). */
    name: z.string().nullable(),
    /** Canonical BCP-47 tag; absent: the language of the dictionary's own names, English. */
    language: z.string().optional(),
    /** Absent: stays as it is. */
    facet: z.enum(facets).nullable().optional(),
  }),
  z.object({ kind: z.literal('hidden'), hidden: z.boolean() }),
  z.object({ kind: z.literal('merged'), into: z.number().int().nullable() }),
  z.object({ kind: z.literal('sensitive'), sensitive: z.boolean() }),
  z.object({ kind: z.literal('excluded'), from: z.enum(exclusions) }),
]);
export type Setting = z.output<typeof settingSchema>;

/** What a change is: a setting, or the taking back of an earlier change. */
export type Changed = Setting | { readonly kind: 'undo'; readonly undoes: number };

/** One row of the history of a dictionary. */
export interface NeuronChange {
  /** Grows in the order of the changes. */
  readonly id: number;
  readonly neuron: number;
  readonly what: Changed;
  readonly author: string;
  /** Why, in the author's words; null where none were given. */
  readonly reason: string | null;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Whether two names of authors are the same person's: spaces, case, unseen signs and forms of a letter don't count. */
export function samePerson(a: string, b: string): boolean {
  const plain = (author: string): string =>
    author
      .normalize('NFKC')
      .replace(/\p{Cf}/gu, '')
      .replace(/\s+/gu, ' ')
      .trim()
      .toLowerCase();
  return plain(a) === plain(b);
}
