import { z } from 'zod';
import { safeText } from '#platform';
import { facetSchema } from '../words/vocabulary.js';
import { exclusions } from './change.js';
import { languageTag, ownLanguage } from './language.js';

/** One line of words. Joiners are letters' own matter; what breaks a line or turns its direction is not. */
const line = (longest: number) =>
  safeText(longest)
    .trim()
    .min(1)
    .refine((text) => /[\p{L}\p{N}]/u.test(text), {
      error: 'holds neither a letter nor a digit',
      params: { fix: 'give words' },
    })
    .refine((text) => !/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(text), {
      error: 'holds line breaks or control characters',
      params: { fix: 'give words on one line' },
    });

/** Keys are of programs, not of people: so each change names its author itself. */
const author = line(100);

/** Who changes something and why: both are in the history. */
const signed = { author, reason: line(300).optional() };

export const nameRequest = z
  .strictObject({
    /** null: it has no name. */
    name: line(80).nullable(),
    /** Its kind of property; stays as it is where absent. */
    facet: facetSchema.nullable().optional(),
    /** BCP-47 tag; absent (or "en"): the name that sentences use. */
    language: languageTag.optional(),
    ...signed,
  })
  .refine(
    ({ facet, language }) => facet === undefined || language === undefined || language === ownLanguage,
    {
      error: 'a facet is the same in every language',
      path: ['facet'],
      params: { fix: 'set the facet without a language' },
    },
  )
  .meta({ id: 'NameRequest' });
export type NameRequest = z.output<typeof nameRequest>;

export const hiddenRequest = z.strictObject({ hidden: z.boolean(), ...signed }).meta({ id: 'HiddenRequest' });
export const mergedRequest = z
  .strictObject({
    /** The neuron under whose name it is shown; null: by itself. */
    into: z.number().int().min(0).max(10_000_000).nullable(),
    ...signed,
  })
  .meta({ id: 'MergedRequest' });
export const sensitiveRequest = z
  .strictObject({ sensitive: z.boolean(), ...signed })
  .meta({ id: 'SensitiveRequest' });
export const excludedRequest = z
  .strictObject({ from: z.enum(exclusions), ...signed })
  .meta({ id: 'ExcludedRequest' });
export const undoRequest = z.strictObject(signed).meta({ id: 'UndoRequest' });

export const changeId = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

export const historyRequest = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
});

const said = z.object({ author: z.string(), at: z.iso.datetime() });

/** How people's corrections stand for a neuron. */
export const correctionFields = {
  /** Never named in an answer and no reason; its contribution stays in the sum. */
  hidden: z.boolean(),
  /** The neuron under whose name it is shown, where that is another. */
  mergedInto: z.number().int().nullable(),
  /** What it, or a neuron that it is merged into, is kept out of. */
  excludedFrom: z.enum(exclusions),
  namedBy: z.discriminatedUnion('by', [
    z.object({ by: z.literal('measured') }),
    said.extend({ by: z.literal('person') }),
  ]),
};

const detectionSchema = z
  .object({
    /** Products that have the property. */
    positives: z.int(),
    /** Chance that one with the property fires it more than one without. */
    auc: z.number(),
    /** Share of the products with and without the property for which it fires. */
    firesWith: z.number(),
    firesWithout: z.number(),
  })
  .meta({ id: 'Detection' });

/** What only the page of one neuron shows. */
export const correctionDetails = {
  /** What the dictionary itself says. */
  measured: z.object({
    name: z.string().nullable(),
    facet: facetSchema.nullable(),
    confidence: z.number(),
    sensitive: z.boolean(),
    /** What speaks for its name; null where nothing was measured for it. */
    evidence: z
      .object({
        /** Who proposed it: the vocabulary's words, the copy of the products that fire most, or their attributes. */
        witnesses: z.array(z.enum(['vocabulary', 'copy', 'attributes'])),
        /** How well it finds the products that have the property, on products that the naming did not see. */
        image: detectionSchema.nullable(),
        text: detectionSchema.nullable(),
      })
      .nullable(),
  }),
  /** Names in other languages, by BCP-47 tag. */
  names: z.record(z.string(), z.object({ name: z.string(), by: z.enum(['person', 'shipped']) })),
  /** Neurons that are shown under its name. */
  members: z.array(z.number().int()),
  /** Who proposed that it is not sensitive after all; another person has to confirm. */
  release: said.nullable(),
};

export const changeSchema = z
  .object({
    id: z.number().int(),
    neuron: z.number().int(),
    kind: z.enum(['name', 'hidden', 'merged', 'sensitive', 'excluded', 'undo']),
    /** What was set, in the words of the request; for an undo the number of the change that it takes back. */
    value: z.object({
      name: z.string().nullable().optional(),
      language: z.string().optional(),
      facet: facetSchema.nullable().optional(),
      hidden: z.boolean().optional(),
      into: z.number().int().nullable().optional(),
      sensitive: z.boolean().optional(),
      from: z.enum(exclusions).optional(),
      undoes: z.number().int().optional(),
    }),
    author: z.string(),
    /** Why, in the author's words. */
    reason: z.string().nullable(),
    at: z.iso.datetime(),
    /** Who took it back. */
    undone: said.extend({ change: z.number().int() }).nullable(),
  })
  .meta({ id: 'Correction' });
export type ChangeAnswer = z.output<typeof changeSchema>;

export const historyAnswer = z
  .object({
    dictionary: z.string(),
    neuron: z.number().int(),
    total: z.number().int(),
    /** The latest first. */
    changes: z.array(changeSchema),
  })
  .meta({ id: 'HistoryAnswer' });
export type HistoryAnswer = z.output<typeof historyAnswer>;
