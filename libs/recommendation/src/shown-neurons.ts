import {
  namingBar,
  sumChannels,
  type Contribution,
  type Neuron,
  type NeuronDictionary,
  type Reason,
} from '#neurons';
import type { ExplainLevel, Result } from './contract.js';

export type ShownContribution = NonNullable<Result['neurons']>[number];

/** A neuron as a level may see it. */
export function shownNeuron(
  neuron: Neuron,
  level: ExplainLevel,
): { id: number; name: string | null; facet: Neuron['facet']; confidence: number } {
  const { id, facet, confidence } = neuron;
  return { id, name: toldName(neuron, level), facet, confidence };
}

/**
 * The name that a level is told: one that a person hid is told to nobody; one that is not sure enough, or touches people,
 * not to shoppers.
 */
export function toldName(neuron: Neuron, level: ExplainLevel): string | null {
  const hidden =
    neuron.hidden ||
    (level !== 'expert' && (neuron.confidence < namingBar || (level === 'shopper' && neuron.sensitive)));
  return hidden ? null : (neuron.localName ?? neuron.name);
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
export function sumOf(contributions: readonly Contribution[]): NonNullable<Result['unnamed']> {
  const channels = { image: 0, description: 0, reviews: 0 };
  for (const { byChannel } of contributions) {
    channels.image += byChannel.image;
    channels.description += byChannel.description;
    channels.reviews += byChannel.reviews;
  }
  return { count: contributions.length, contribution: sumChannels(channels), channels };
}

/** A reason, as a level may see it. */
export function shownReason(
  reason: Reason,
  level: ExplainLevel,
): NonNullable<Result['reason']>['neurons'][number] {
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
