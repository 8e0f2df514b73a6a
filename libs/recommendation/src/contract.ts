import {
  explainLevels,
  neuronContributionSchema,
  unnamedSchema,
  perChannel,
  reasonNeuronSchema,
} from '#explanation';
import { channels } from '#encoder';
import { z } from 'zod';
import { attributesSchema, availabilitySchema, pictureSchema } from '#catalogue';
import { languageTag, neuronSchema } from '#neurons';
import { safeText } from '#platform';

const productId = safeText(200).min(1);
const weight = z.number().min(0).max(10);
const maxPictureCharacters = 16_000_000;

/** Channels' weights in a score, relative to the generation's own (1 = as served). */
const channelWeights = z
  .strictObject({
    image: weight.optional(),
    description: weight.optional(),
    reviews: weight.optional(),
  })
  .meta({ id: 'ChannelWeights' });

/** How much each part of the query counts; 1 where not given. */
const partWeights = z
  .strictObject({
    text: weight.optional(),
    image: weight.optional(),
    like: weight.optional(),
    unlike: weight.optional(),
  })
  .meta({ id: 'PartWeights' });

export const filterSchema = z
  .strictObject({
    category: z.array(safeText(200).min(1)).max(10).optional(),
    price: z
      .strictObject({ min: z.number().min(0).optional(), max: z.number().min(0).optional() })
      .refine((price) => price.min === undefined || price.max === undefined || price.min <= price.max, {
        error: 'min is above max',
        params: { fix: 'swap min and max' },
      })
      .optional(),
    availability: z.array(availabilitySchema).min(1).max(3).optional(),
    attributes: z
      .record(safeText(100).min(1), z.union([safeText(200), z.array(safeText(200)).min(1).max(50)]))
      .refine((attributes) => Object.keys(attributes).length <= 20, {
        error: 'more than 20 attributes',
        params: { fix: 'filter by 20 attributes at most' },
      })
      .optional(),
  })
  .meta({ id: 'Filter' });

const answerOptions = {
  limit: z.int().min(1).max(100).default(20),
  offset: z.int().min(0).max(1000).default(0),
  explain: z.enum(explainLevels).default('shopper'),
  /** BCP-47 tag: neurons' names are given in it where there are any. Sentences are English. */
  language: languageTag.optional(),
};

/** Neurons turned up (above 0) or down: each adds weight * d[k] to the query; 1 counts as much as all else together. */
export const steerSchema = z
  .array(z.strictObject({ neuron: z.int().min(0).max(10_000_000), weight: z.number().min(-2).max(2) }))
  .max(10)
  .refine((dials) => new Set(dials.map(({ neuron }) => neuron)).size === dials.length, {
    error: 'a neuron is turned twice',
    params: { fix: 'give each neuron one weight' },
  })
  .meta({ id: 'Dials' });

export const querySchema = z
  .strictObject({
    text: safeText(2000).trim().min(1).optional(),
    /** Base64 (also as data: URL), or an http(s) URL. */
    image: z.string().min(1).max(maxPictureCharacters).optional(),
    like: z.array(productId).max(20).optional(),
    unlike: z.array(productId).max(20).optional(),
    steer: steerSchema.optional(),
    weights: z
      .strictObject({ parts: partWeights.optional(), channels: channelWeights.optional() })
      .optional(),
  })
  .refine((query) => query.text !== undefined || query.image !== undefined || (query.like?.length ?? 0) > 0, {
    error: 'nothing is asked',
    params: { fix: 'give text, image or like (or several of them)' },
  })
  .meta({ id: 'Query' });

export const recommendationRequest = z
  .strictObject({
    query: querySchema,
    filter: filterSchema.optional(),
    ...answerOptions,
    diversity: z.number().min(0).max(1).default(0),
    variants: z.enum(['collapse', 'all']).default('collapse'),
  })
  .meta({ id: 'RecommendationRequest' });
export type RecommendationRequest = z.output<typeof recommendationRequest>;

export const similarRequest = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(1000).default(0),
  explain: answerOptions.explain,
  language: answerOptions.language,
  variants: z.enum(['collapse', 'all']).default('collapse'),
});

export const queryNeuronSchema = neuronSchema
  .extend({
    /** Which part of the query it fired for. */
    source: z.enum(['text', 'denied', 'image', 'like', 'unlike', 'steer', 'answer']),
    activation: z.number(),
    /** Active: fires at least as strongly as names are measured at (.15). Do not show weaker ones as asked for. */
    seen: z.boolean(),
    /** The words of the query say its name, or another name of the same; false where it fires for them unsaid. */
    said: z.boolean(),
  })
  .meta({ id: 'QueryNeuron' });

export const scoreTermSchema = z
  .object({
    source: z.enum([...channels, 'lexical', 'rule']),
    value: z.number(),
    /** Which rule, for rule parts. */
    rule: z.string().optional(),
  })
  .meta({ id: 'ScoreTerm' });

export const productCardSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    description: z.string(),
    price: z.number().nullable(),
    currency: z.string().nullable(),
    availability: availabilitySchema,
    category: z.array(z.string()),
    attributes: attributesSchema,
    variantOf: z.string().nullable(),
    pictures: z.array(pictureSchema),
    reviews: z.object({ count: z.int(), averageRating: z.number().nullable() }),
  })
  .meta({ id: 'ProductCard' });

export const resultSchema = z
  .object({
    product: productCardSchema,
    /** The sum of `parts`; also of `neurons`, `unnamed`, `remainder`, and the lexical and rule parts, within 1e-5. */
    score: z.number(),
    parts: z.array(scoreTermSchema),
    /**
     * The neurons that fired for the query, by contribution: for merchants and experts all, for shoppers those that have a
     * name for them. Absent with explain "none".
     */
    neurons: z.array(neuronContributionSchema).optional(),
    /** For shoppers the sum of all other neurons; absent where there are none. */
    unnamed: unnamedSchema.optional(),
    /** What no neuron explains. */
    remainder: z.number().optional(),
    remainderChannels: perChannel.optional(),
    /** 1 - |remainder| / |embedded score|, at least 0. */
    shareExplained: z.number().optional(),
    reason: z
      .object({
        sentence: z.string(),
        neurons: z.array(reasonNeuronSchema),
        /** What spoke against it (merchant, expert). */
        against: z.array(neuronContributionSchema).optional(),
      })
      .optional(),
    /** Other variants of the same product that matched, best first, when collapsed. */
    otherVariants: z.array(z.string()).optional(),
  })
  .meta({ id: 'Result' });

export const recommendationAnswer = z
  .object({
    /** The index generation that answered: model, weights, dictionary and centring. */
    generation: z.string(),
    model: z.string(),
    dictionary: z.string(),
    query: z.object({
      neurons: z.array(queryNeuronSchema),
      /** What the words were read to deny ("not red"), by the names of the vocabulary. */
      denied: z.array(z.string()),
    }),
    match: z.enum(['close', 'loose', 'nothing-close']),
    results: z.array(resultSchema),
    /** Milliseconds by stage (expert). */
    stages: z.record(z.string(), z.number()).optional(),
  })
  .meta({ id: 'RecommendationAnswer' });
export type RecommendationAnswer = z.output<typeof recommendationAnswer>;
export type Result = z.output<typeof resultSchema>;
export type ProductCard = z.output<typeof productCardSchema>;
