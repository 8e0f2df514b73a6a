import type { Logger, Metrics } from '#platform';
import {
  assertIdentity,
  decompose,
  explainProduct,
  identityTolerance,
  namedReasons,
  shopperSentence,
  sumChannels,
  shownContribution,
  shownReason,
  sumOf,
  isDisclosed,
  AskedQuery,
  channelScores,
  type CodedAtom,
  type Contribution,
  type Decomposition,
  type CodedAtoms,
  type ShownContribution,
  type ExplainLevel,
  type CodedQuery,
  type ByChannel,
} from '#explanation';
import type { FusionWeights } from '#search-index';
import type { Result } from './contract.js';
import { productCard } from './product-card.js';
import { weightsFor } from './score.js';
import type { Place } from './slate.js';

/** Decomposes the shown scores, checks that they add up, and adds reasons and sentences. */
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
    query: AskedQuery,
    weights: FusionWeights,
    level: ExplainLevel,
  ): Promise<Result[]> {
    if (level === 'none')
      return places.map((place) => {
        const effective = weightsFor(weights, place.vectors);
        return scored(place, channelScores(query.components, effective, place.vectors));
      });
    const atoms = await this.codedAtoms.of(places.map(({ product }) => product));
    const coded = query.coded();
    return places.map((place) => {
      const decomposition = decompose(coded, weightsFor(weights, place.vectors), place.vectors);
      this.check(decomposition, place.product.id);
      const result = scored(place, decomposition.parts);
      tell(result, place, coded, decomposition, atoms.get(place.product) ?? [], level);
      return result;
    });
  }

  private check(decomposition: Decomposition, productId: string): void {
    const deviation = assertIdentity(decomposition);
    if (deviation <= identityTolerance) return;
    this.violations.inc();
    this.logger.error({ productId, deviation }, 'the parts of a served score do not add up');
  }
}

/** Adds to a result what its level may see of its score. */
function tell(
  result: Result,
  place: Place,
  query: CodedQuery,
  decomposition: Decomposition,
  atoms: readonly CodedAtom[],
  level: ExplainLevel,
): void {
  const { dictionary } = query;
  const { contributions, remainder, score } = decomposition;
  const explained = explainProduct(query, decomposition, atoms);
  const named = namedReasons(explained.reasons);
  const shown = (one: Contribution): ShownContribution => shownContribution(one, dictionary, level);
  // Field by field: copying by spreading takes several times as long, and a slate has twenty of them.
  if (level === 'shopper') {
    const isNamed = ({ neuron }: Contribution): boolean => isDisclosed(dictionary.neuron(neuron), level);
    result.neurons = contributions.filter(isNamed).map(shown);
    const unnamed = sumOf(contributions.filter((one) => !isNamed(one)));
    if (unnamed.count > 0) result.unnamed = unnamed;
  } else {
    result.neurons = contributions.map(shown);
  }
  result.remainder = sumChannels(remainder);
  if (level === 'expert') result.remainderChannels = remainder;
  result.shareExplained = decomposition.explained;
  result.reason = {
    sentence: shopperSentence(named, explained.explained, place.candidate.lexical > score),
    neurons: (level === 'shopper' ? named : explained.reasons).map((reason) => shownReason(reason, level)),
  };
  if (level !== 'shopper')
    result.reason.against = explained.against.map(({ contribution }) => shown(contribution));
}

function scored(place: Place, parts: ByChannel): Result {
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
