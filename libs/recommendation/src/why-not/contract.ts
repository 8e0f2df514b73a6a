import { z } from 'zod';
import { neuronSchema } from '#neurons';
import { safeText } from '#platform';
import { filterSchema, querySchema, recommendationRequest, steerSchema } from '../contract.js';

export const whyNotRequest = z
  .strictObject({
    query: querySchema,
    filter: filterSchema.optional(),
    productId: safeText(200).min(1),
    /** Among the first how many it is wanted. */
    top: z.int().min(1).max(100).default(10),
    diversity: recommendationRequest.shape.diversity,
    variants: recommendationRequest.shape.variants,
    language: recommendationRequest.shape.language,
  })
  .meta({ id: 'WhyNotRequest' });
export type WhyNotRequest = z.output<typeof whyNotRequest>;

/** What keeps a product out; several may hold at once. */
export const obstacleSchema = z
  .object({
    kind: z.enum(['filter', 'liked', 'variant', 'diversity', 'rule', 'score']),
    /** The field of the request that it is about. */
    field: z.string().optional(),
    message: z.string(),
  })
  .meta({ id: 'Obstacle' });
export type Obstacle = z.output<typeof obstacleSchema>;

/** What to put in place of the request's own fields; null takes a field out. Others stay as they are. */
export const changeSchema = z
  .object({
    filter: filterSchema.nullable().optional(),
    variants: z.literal('all').optional(),
    diversity: z.literal(0).optional(),
    query: z
      .object({
        /** The whole new list of steered neurons. */
        steer: steerSchema.optional(),
        like: z.array(z.string()).optional(),
        unlike: z.array(z.string()).optional(),
      })
      .optional(),
  })
  .meta({ id: 'RequestChange' });
export type Change = z.output<typeof changeSchema>;

export const suggestionSchema = z
  .object({
    sentence: z.string(),
    change: changeSchema,
    /** Where the product stood when the request was run again with this change, from 1. */
    place: z.int(),
    /** The neuron that the change turns, by how much beside what the request turns already. */
    neuron: neuronSchema.extend({ turn: z.number() }).meta({ id: 'TurnedNeuron' }).optional(),
  })
  .meta({ id: 'Suggestion' });
export type Suggestion = z.output<typeof suggestionSchema>;

export const whyNotAnswer = z
  .object({
    generation: z.string(),
    model: z.string(),
    dictionary: z.string(),
    productId: z.string(),
    top: z.int(),
    standing: z.object({
      inTop: z.boolean(),
      /** From 1; null where it is not shown at all or not among the first 200. */
      place: z.int().nullable(),
      /** Its score where nothing but its score counts; null where nothing is left to ask without it. */
      score: z.number().nullable(),
      /** Score of the last one that is in; null where fewer than `top` are shown. */
      scoreToBeat: z.number().nullable(),
    }),
    obstacles: z.array(obstacleSchema),
    /** Each was tried: the request was run again with the change, and the product was among the first `top`. */
    suggestions: z.array(suggestionSchema),
    /** How much was tried. */
    tried: z.object({ neurons: z.int(), runs: z.int() }),
    message: z.string(),
  })
  .meta({ id: 'WhyNotAnswer' });
export type WhyNotAnswer = z.output<typeof whyNotAnswer>;
