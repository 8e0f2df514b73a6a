import { dot, type Modality } from '#encoder';
import { areaUnderCurve } from '#platform';
import { termKey, type Code, type Detection, type Measured, type Term } from '#neurons';

/** A held-out product with what the dictionary makes of it. */
export interface CodedProduct {
  readonly truths: ReadonlySet<string>;
  readonly vectors: Readonly<Record<Modality, Float32Array | undefined>>;
  readonly codes: Readonly<Record<Modality, Code | undefined>>;
}

export interface CodedSet {
  readonly name: string;
  readonly products: readonly CodedProduct[];
}

/** With so few the added right and wrong firing (see confidence) keep a name from being sure. */
const leastPositives = 4;
/** A modality with fewer firings says nothing of how often they are right; the other one decides. */
const leastFirings = 5;
const modalities: readonly Modality[] = ['image', 'text'];

/**
 * How well each term's neuron finds the products that have the property. A product counts where the term's facet is
 * known of it, in sets where the term occurs: as positive when the term holds, else as negative.
 */
export function measureNames(
  terms: readonly Term[],
  directions: readonly Float32Array[],
  sets: readonly CodedSet[],
): Measured {
  const measured: Record<string, Measured['terms'][string]> = {};
  const occurring = sets.map(({ products }) => new Set(products.flatMap(({ truths }) => [...truths])));
  terms.forEach((term, k) => {
    const key = termKey(term);
    const judged = sets
      .filter((_, i) => occurring[i]!.has(key))
      .flatMap(({ products }) => products.filter(({ truths }) => knowsFacet(truths, term.facet)));
    const found = modalities.flatMap((modality) => {
      const detection = detect(k, directions[k]!, modality, judged, (product) => product.truths.has(key));
      return detection ? [{ modality, detection }] : [];
    });
    if (found.length === 0) return;
    const telling = found.filter(({ detection }) => firings(detection) >= leastFirings);
    measured[key] = {
      confidence: round(
        Math.min(...(telling.length > 0 ? telling : found).map(({ detection }) => confidence(detection))),
      ),
      ...Object.fromEntries(found.map(({ modality, detection }) => [modality, shown(detection)])),
    };
  });
  return { terms: measured, facets: facetConfidences(measured) };
}

interface Counted extends Detection {
  readonly negatives: number;
}

function detect(
  neuron: number,
  direction: Float32Array,
  modality: Modality,
  products: readonly CodedProduct[],
  holds: (product: CodedProduct) => boolean,
): Counted | undefined {
  const scores: Record<'positives' | 'negatives', number[]> = { positives: [], negatives: [] };
  const counts = { firesWith: 0, firesWithout: 0 };
  for (const product of products) {
    const vector = product.vectors[modality];
    if (!vector) continue;
    const positive = holds(product);
    const fires = product.codes[modality]?.neurons.includes(neuron) ?? false;
    scores[positive ? 'positives' : 'negatives'].push(dot(direction, vector));
    if (fires) counts[positive ? 'firesWith' : 'firesWithout'] += 1;
  }
  const [positives, negatives] = [scores.positives.length, scores.negatives.length];
  if (positives < leastPositives || negatives < leastPositives) return undefined;
  return {
    positives,
    negatives,
    auc: areaUnderCurve(scores.positives, scores.negatives),
    firesWith: counts.firesWith / positives,
    firesWithout: counts.firesWithout / negatives,
  };
}

/**
 * The chance that the name is right when the neuron fires, on products of which half have the property;
 * with one right and one wrong firing added, so that a few lucky ones do not make it sure (Laplace).
 */
function confidence({ positives, firesWith, firesWithout }: Counted): number {
  return (firesWith * positives + 1) / ((firesWith + firesWithout) * positives + 2);
}

function firings({ positives, negatives, firesWith, firesWithout }: Counted): number {
  return firesWith * positives + firesWithout * negatives;
}

/**
 * What is believed of a term that was not measured: a fifth of the way from an even chance to the mean of its facet.
 * So it stays at or below the bar of sentences: a name that was not measured is not told to shoppers.
 */
function facetConfidences(measured: Measured['terms']): Measured['facets'] {
  const byFacet = new Map<string, number[]>();
  for (const [key, { confidence: value }] of Object.entries(measured)) {
    const facet = key.slice(0, key.indexOf('/'));
    byFacet.set(facet, [...(byFacet.get(facet) ?? []), value]);
  }
  return Object.fromEntries(
    Array.from(byFacet, ([facet, values]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return [facet, Math.min(0.59, round(0.5 + (mean - 0.5) / 5))];
    }),
  );
}

function knowsFacet(truths: ReadonlySet<string>, facet: string): boolean {
  for (const truth of truths) if (truth.startsWith(`${facet}/`)) return true;
  return false;
}

function shown({ positives, auc, firesWith, firesWithout }: Counted): Detection {
  return { positives, auc: round(auc), firesWith: round(firesWith), firesWithout: round(firesWithout) };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
