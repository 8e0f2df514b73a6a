import type { Logger, Metrics } from '#platform';
import {
  assertIdentity,
  decompose,
  explainProduct,
  identityTolerance,
  namedReasons,
  namingBar,
  shopperSentence,
  type Contribution,
  type Decomposition,
  type Neuron,
  type NeuronDictionary,
  type PreparedQuery,
  type Reason,
} from '#neurons';
import type { FusionWeights } from '#search-index';
import type { CodedAtoms } from './coded-atoms.js';
import type { ExplainLevel, Result } from './contract.js';
import { productCard } from './product-card.js';
import { weightsFor } from './score.js';
import type { Place } from './slate.js';

/** Takes the shown scores apart, checks that they add up, and says what may be said. */
export class Explainer {
  private readonly violations;

  constructor(
    readonly codedAtoms: CodedAtoms,
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.violations = metrics.counter(
      'identity_violations_total',
      'Served scores whose parts did not add up within 1e-5',
    );
  }

  async results(
    places: readonly Place[],
    query: PreparedQuery,
    weights: FusionWeights,
    level: ExplainLevel,
  ): Promise<Result[]> {
    const atoms =
      level === 'none' ? undefined : await this.codedAtoms.of(places.map(({ product }) => product));
    return places.map((place) => {
      const decomposition = decompose(query, weightsFor(weights, place.vectors), place.vectors);
      this.check(decomposition, place.product.id);
      const result = scored(place, decomposition);
      if (level === 'none') return result;
      const explained = explainProduct(query, decomposition, atoms?.get(place.product) ?? []);
      const reasons = level === 'shopper' ? namedReasons(explained) : explained.reasons;
      return {
        ...result,
        neurons: decomposition.contributions.map((contribution) =>
          shownContribution(contribution, query.dictionary, level),
        ),
        remainder:
          decomposition.remainder.image +
          decomposition.remainder.description +
          decomposition.remainder.reviews,
        ...(level === 'expert' ? { remainderChannels: decomposition.remainder } : {}),
        shareExplained: decomposition.explained,
        reason: {
          sentence: shopperSentence(explained, place.candidate.lexical > decomposition.score),
          neurons: reasons.map((reason) => shownReason(reason, level)),
          ...(level === 'shopper'
            ? {}
            : {
                against: explained.against.map(({ contribution }) =>
                  shownContribution(contribution, query.dictionary, level),
                ),
              }),
        },
      };
    });
  }

  private check(decomposition: Decomposition, productId: string): void {
    const deviation = assertIdentity(decomposition);
    if (deviation <= identityTolerance) return;
    this.violations.inc();
    this.logger.error({ productId, deviation }, 'the parts of a served score do not add up');
  }
}

function scored(place: Place, decomposition: Decomposition): Result {
  const { parts } = decomposition;
  const shown: Result['parts'] = [
    { source: 'image', value: parts.image },
    { source: 'description', value: parts.description },
    { source: 'reviews', value: parts.reviews },
    { source: 'lexical', value: place.candidate.lexical },
  ];
  if (place.rule) shown.push({ source: 'rule', value: place.rule.value, rule: place.rule.id });
  return {
    product: productCard(place.product),
    score: shown.reduce((sum, part) => sum + part.value, 0),
    parts: shown,
    ...(place.otherVariants.length > 0 ? { otherVariants: [...place.otherVariants] } : {}),
  };
}

/**
 * A neuron as a level may see it: a name that a person hid is told to nobody; one that is not sure enough, or touches
 * people, not to shoppers.
 */
export function shownNeuron(
  neuron: Neuron,
  level: ExplainLevel,
): { id: number; name: string | null; facet: Neuron['facet']; confidence: number } {
  const hidden =
    neuron.hidden ||
    (level !== 'expert' && (neuron.confidence < namingBar || (level === 'shopper' && neuron.sensitive)));
  return {
    id: neuron.id,
    name: hidden ? null : (neuron.localName ?? neuron.name),
    facet: neuron.facet,
    confidence: neuron.confidence,
  };
}

function shownContribution(
  contribution: Contribution,
  dictionary: NeuronDictionary,
  level: ExplainLevel,
): NonNullable<Result['neurons']>[number] {
  // Written out: hundreds of them a slate, and copying by spreading takes several times as long.
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

function shownReason(reason: Reason, level: ExplainLevel): NonNullable<Result['reason']>['neurons'][number] {
  return {
    ...shownNeuron(reason.neuron, level),
    contribution: reason.contribution.total,
    share: reason.share,
    channel: reason.channel,
    atom: { ...reason.atom },
  };
}
