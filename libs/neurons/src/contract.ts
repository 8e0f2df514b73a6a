import { z } from 'zod';
import { safeText } from '#platform';
import { changeSchema, correctionDetails, correctionFields } from './corrections/contract.js';
import { languageTag } from './corrections/language.js';
import { facetSchema } from './words/vocabulary.js';

/** A neuron wherever it appears. */
export const neuronSchema = z
  .object({
    id: z.int(),
    /** null where no name was found; in the language that was asked for, where there is one. */
    name: z.string().nullable(),
    facet: facetSchema.nullable(),
    /** How sure the name is, 0..1, as measured on products that the encoder did not see. */
    confidence: z.number(),
  })
  .meta({ id: 'Neuron' });

/** A neuron with what people decided about it. */
export const shownNeuronSchema = neuronSchema
  .extend({
    /** Touches people (gender, skin, age, religion, body): never in a sentence for shoppers. */
    sensitive: z.boolean(),
    ...correctionFields,
  })
  .meta({ id: 'ShownNeuron' });
export type ShownNeuron = z.output<typeof shownNeuronSchema>;

export const neuronsRequest = z.strictObject({
  /** A part of the name, or the whole number. */
  search: safeText(100).optional(),
  facet: facetSchema.optional(),
  /** Only those that have a name, or only those that have none. */
  named: z.enum(['yes', 'no']).optional(),
  /** By number; how often they fire; how sure the name is; how well picture and words agree; name. The most first. */
  sort: z.enum(['id', 'fires', 'confidence', 'agreement', 'name']).default('id'),
  language: languageTag.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
});

export const listedNeuronSchema = shownNeuronSchema
  .extend({
    /** For how many pictures, and passages and reviews, of the catalogue (or of a sample of it) it fires. */
    fires: z.object({ image: z.int(), text: z.int() }),
    /** Of the products for which it fires in a picture or in words, the share for which it does in both. */
    agreement: z.number().nullable(),
  })
  .meta({ id: 'ListedNeuron' });
export type ListedNeuron = z.output<typeof listedNeuronSchema>;

export const neuronsAnswer = z
  .object({
    dictionary: z.string(),
    kind: z.enum(['words', 'trained']),
    /** How many fit the search. */
    total: z.number().int(),
    neurons: z.array(listedNeuronSchema),
  })
  .meta({ id: 'NeuronsAnswer' });
export type NeuronsAnswer = z.output<typeof neuronsAnswer>;

export const neuronId = z.coerce.number().int().min(0).max(10_000_000);

export const neuronRequest = z.strictObject({
  language: languageTag.optional(),
  /** As an answer named it; the one in use where it is absent. */
  dictionary: safeText(300).optional(),
});

export const neuronAnswer = shownNeuronSchema
  .extend({ dictionary: z.string(), ...correctionDetails })
  .meta({ id: 'NeuronAnswer' });
export type NeuronAnswer = z.output<typeof neuronAnswer>;

/** The neuron after a correction, and what was written down; null where all was so already. */
export const correctionAnswer = z
  .object({ neuron: neuronAnswer, change: changeSchema.nullable() })
  .meta({ id: 'CorrectionAnswer' });
export type CorrectionAnswer = z.output<typeof correctionAnswer>;

export const fireRequest = z
  .strictObject({
    text: safeText(2000).trim().min(1).optional(),
    /** A picture file as base64, with or without "data:image/...;base64,". */
    image: z
      .string()
      .transform((given) => given.replace(/^data:image\/[a-z0-9.+-]+;base64,/i, ''))
      .pipe(z.base64({ error: 'is not base64' }).min(1))
      .optional(),
    language: languageTag.optional(),
  })
  .refine(({ text, image }) => text !== undefined || image !== undefined, {
    error: 'neither text nor image is given',
    path: ['text'],
    params: { fix: 'give text, image, or both' },
  })
  .meta({ id: 'FireRequest' });
export type FireRequest = z.output<typeof fireRequest>;

export const firedNeuronSchema = shownNeuronSchema
  .extend({ activation: z.number() })
  .meta({ id: 'FiredNeuron' });

const firedSchema = z
  .object({
    /** The strongest first. */
    neurons: z.array(firedNeuronSchema),
    /** 1 - |r|^2 / |q|^2: how much of the vector these neurons explain. */
    explained: z.number(),
  })
  .meta({ id: 'Fired' });

export const fireAnswer = z
  .object({
    dictionary: z.string(),
    model: z.string(),
    text: firedSchema.optional(),
    image: firedSchema.optional(),
  })
  .meta({ id: 'FireAnswer' });
export type FireAnswer = z.output<typeof fireAnswer>;
export type Fired = z.output<typeof firedSchema>;
