import { z } from 'zod';
import { channels } from '#encoder';
import { neuronSchema } from '#neurons';

/** How much of an explanation is asked for: nothing, or what its reader may see (disclosure.ts). */
export const explainLevels = ['none', 'shopper', 'merchant', 'expert'] as const;
export type ExplainLevel = (typeof explainLevels)[number];

export const perChannel = z
  .object({ image: z.number(), description: z.number(), reviews: z.number() })
  .meta({ id: 'PerChannel' });

export const neuronContributionSchema = neuronSchema
  .extend({
    contribution: z.number(),
    channels: perChannel,
  })
  .meta({ id: 'NeuronContribution' });

/** What the neurons whose names shoppers may not read contribute together. */
export const unnamedSchema = z
  .object({
    count: z.int(),
    contribution: z.number(),
    channels: perChannel,
  })
  .meta({ id: 'UnnamedContribution' });

/** A neuron that may be named as a reason: the rules are in docs/explanations.md. */
export const reasonNeuronSchema = neuronSchema
  .extend({
    contribution: z.number(),
    share: z.number(),
    channel: z.enum(channels),
    /** The atom that carried it; text is null for a picture. */
    atom: z.object({ position: z.int(), text: z.string().nullable(), activation: z.number() }),
  })
  .meta({ id: 'ReasonNeuron' });
