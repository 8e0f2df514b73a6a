import { z } from 'zod';
import type { Version } from '#neurons';

/** What is not given is as in the dictionary that serves; where that is of words, the default. */
export const fitRequest = z
  .strictObject({
    units: z.number().int().min(16).max(16_384).optional(),
    active: z.number().int().min(1).max(64).optional(),
    epochs: z.number().int().min(1).max(200).optional(),
    batch: z.number().int().min(16).max(8_192).optional(),
    seed: z.number().int().min(0).max(1_000_000).optional(),
  })
  .meta({ id: 'FitRequest' });

export const dictionaryVersionId = z.uuid();

const gateSchema = z
  .object({
    gate: z.string(),
    target: z.number(),
    measured: z.number(),
    /** The same of the dictionary that served when it was fitted, on the same held-out products. */
    served: z.number(),
    /** At the target, or not worse than what served. */
    passed: z.boolean(),
  })
  .meta({ id: 'Gate' });

const carriedSchema = z
  .object({
    from: z.string(),
    carried: z.number().int(),
    lost: z.array(
      z.object({
        change: z.number().int(),
        neuron: z.number().int(),
        name: z.string().nullable(),
        kind: z.string(),
        author: z.string(),
      }),
    ),
  })
  .meta({ id: 'CarriedCorrections' });

export const dictionaryAnswer = z
  .object({
    id: z.string(),
    model: z.string(),
    origin: z.enum(['words', 'shipped', 'catalogue']),
    /** As answers name it; null until it is fitted. */
    dictionary: z.string().nullable(),
    state: z.enum(['fitting', 'standby', 'refused', 'failed', 'active', 'retired']),
    /** What served when it was fitted. */
    parent: z.string().nullable(),
    units: z.number().int().nullable(),
    /** Pairs of pictures and words that it was fitted on. */
    pairs: z.number().int().nullable(),
    named: z.number().int().nullable(),
    gates: z.array(gateSchema).nullable(),
    /** People's corrections that went with it when it last became active, and those that found no unit. */
    corrections: carriedSchema.nullable(),
    problem: z.string().nullable(),
    createdAt: z.string(),
    activatedAt: z.string().nullable(),
  })
  .meta({ id: 'Dictionary' });
export type DictionaryAnswer = z.output<typeof dictionaryAnswer>;

export const dictionariesAnswer = z
  .object({
    model: z.string(),
    /** The dictionary that this process answers with. */
    answering: z.string(),
    dictionaries: z.array(dictionaryAnswer),
  })
  .meta({ id: 'DictionariesAnswer' });
export type DictionariesAnswer = z.output<typeof dictionariesAnswer>;

export const activatedAnswer = dictionaryAnswer
  .extend({ answering: z.string() })
  .meta({ id: 'ActivatedDictionary' });
export type ActivatedAnswer = z.output<typeof activatedAnswer>;

/** A version as the API shows it. */
export function shownVersion(version: Version): DictionaryAnswer {
  const { id, model, origin, dictionary, state, parent, units, pairs, named, problem } = version;
  return {
    id,
    model,
    origin,
    dictionary,
    state,
    parent,
    units,
    pairs,
    named,
    gates: version.gates && [...version.gates],
    corrections: version.carried && { ...version.carried, lost: [...version.carried.lost] },
    problem,
    createdAt: version.createdAt.toISOString(),
    activatedAt: version.activatedAt?.toISOString() ?? null,
  };
}
