import { z } from 'zod';
import { facetSchema } from '#neurons';
import { safeText } from '#platform';
import { filterSchema, querySchema, recommendationAnswer, recommendationRequest } from '../contract.js';

/** A dialogue ends after so many questions. */
export const mostQuestions = 10;

const neuronNumber = z.int().min(0).max(10_000_000);
/** One neuron, "yes or no?", or two of one facet, "which?". */
const asked = z.array(neuronNumber).min(1).max(2);
/** `yes`, `no`, `any` (it does not matter), or the number of the neuron that was chosen. */
const choice = safeText(20).regex(/^(yes|no|any|\d{1,8})$/, 'is no answer');

/** What the client keeps between two calls and sends back as it came. It holds nothing that a client may not set. */
export const stateSchema = z
  .strictObject({
    /** The dictionary that the numbers of the neurons belong to. */
    dictionary: safeText(300).min(1),
    answers: z.array(z.strictObject({ neurons: asked, choice })).max(mostQuestions),
    /** The neurons of the question that is open; null when there is none. */
    asks: asked.nullable(),
  })
  .meta({ id: 'DialogueState' });
export type DialogueState = z.output<typeof stateSchema>;
export type GivenAnswer = DialogueState['answers'][number];

export const dialogueRequest = z
  .strictObject({
    query: querySchema,
    filter: filterSchema.optional(),
    variants: recommendationRequest.shape.variants,
    limit: z.int().min(1).max(20).default(4),
    language: recommendationRequest.shape.language,
    /** Left out in the first call. */
    state: stateSchema.optional(),
    /** The id of one of the answers to the question that the state asks. */
    answer: choice.optional(),
  })
  .meta({ id: 'DialogueRequest' });
export type DialogueRequest = z.output<typeof dialogueRequest>;

export const questionSchema = z
  .object({
    text: z.string(),
    kind: z.enum(['yes-no', 'which']),
    facet: facetSchema.nullable(),
    neurons: asked,
    /** How much of the doubt between the candidates an answer is expected to take away, in bits, 0..1. */
    gain: z.number(),
    answers: z.array(
      z.object({
        id: choice,
        text: z.string(),
        /** Candidates that the answer stands for, the best first; none for "doesn't matter". */
        examples: z.array(
          z.object({ productId: z.string(), title: z.string(), picture: z.string().nullable() }),
        ),
      }),
    ),
  })
  .meta({ id: 'Question' });
export type Question = z.output<typeof questionSchema>;

export const dialogueAnswer = z
  .object({
    generation: z.string(),
    model: z.string(),
    dictionary: z.string(),
    match: recommendationAnswer.shape.match,
    query: recommendationAnswer.shape.query,
    /** What is proposed now, each with its sentence. */
    results: recommendationAnswer.shape.results,
    question: questionSchema.nullable(),
    /** Why nothing is asked: one candidate stands out, no question splits the candidates, or enough was asked. */
    ended: z.enum(['clear', 'nothing-splits', 'asked-enough']).nullable(),
    state: stateSchema,
  })
  .meta({ id: 'DialogueAnswer' });
export type DialogueAnswer = z.output<typeof dialogueAnswer>;
