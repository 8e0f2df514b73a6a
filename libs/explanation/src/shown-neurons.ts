import type { z } from 'zod';
import type { Neuron, NeuronDictionary } from '#neurons';
import type {
  ExplainLevel,
  neuronContributionSchema,
  reasonNeuronSchema,
  unnamedSchema,
} from './contract.js';
import { sumChannels, type Contribution } from './decompose/decompose.js';
import { disclosedName } from './disclosure.js';
import type { Reason } from './reasons/reasons.js';

export type ShownContribution = z.output<typeof neuronContributionSchema>;

/** A neuron as a level may see it. */
export function shownNeuron(
  neuron: Neuron,
  level: ExplainLevel,
): { id: number; name: string | null; facet: Neuron['facet']; confidence: number } {
  const { id, facet, confidence } = neuron;
  return { id, name: disclosedName(neuron, level), facet, confidence };
}

/** What one neuron contributes, as a level may see it. */
export function shownContribution(
  contribution: Contribution,
  dictionary: NeuronDictionary,
  level: ExplainLevel,
): ShownContribution {
  const { id, name, facet, confidence } = shownNeuron(dictionary.neuron(contribution.neuron), level);
  const { image, description, reviews } = contribution.byChannel;
  return {
    id,
    name,
    facet,
    confidence,
    contribution: contribution.total,
    channels: { image, description, reviews },
  };
}

/** What several neurons contribute together, without telling which they are. */
export function sumOf(contributions: readonly Contribution[]): z.output<typeof unnamedSchema> {
  const channels = { image: 0, description: 0, reviews: 0 };
  for (const { byChannel } of contributions) {
    channels.image += byChannel.image;
    channels.description += byChannel.description;
    channels.reviews += byChannel.reviews;
  }
  return { count: contributions.length, contribution: sumChannels(channels), channels };
}

/** A reason, as a level may see it. */
export function shownReason(reason: Reason, level: ExplainLevel): z.output<typeof reasonNeuronSchema> {
  const { id, name, facet, confidence } = shownNeuron(reason.neuron, level);
  const { position, text, activation } = reason.atom;
  return {
    id,
    name,
    facet,
    confidence,
    contribution: reason.contribution.total,
    share: reason.share,
    channel: reason.channel,
    atom: { position, text, activation },
  };
}
