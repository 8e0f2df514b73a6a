import type { Facet } from '#neurons';

/** A product that may be what the shopper wants. */
export interface Candidate {
  /** How likely; all together 1. */
  readonly chance: number;
  /** The neurons that fire for its picture or its description, with their strongest activation. */
  readonly fires: ReadonlyMap<number, number>;
}

/** A neuron that may be asked about. */
export interface Askable {
  readonly id: number;
  readonly facet: Facet | null;
  /** How sure its name is: an answer says so much about who fires. */
  readonly confidence: number;
}

export interface Split {
  /** One neuron: yes or no; two of a facet: which. */
  readonly neurons: readonly Askable[];
  /** Expected information, in bits. */
  readonly gain: number;
}

/** Facets of which a product mostly has one value: "which?" is a question. */
export const whichFacets: readonly Facet[] = ['category', 'colour', 'material', 'pattern'];

/**
 * How likely each candidate is what is wanted, by its score: a softmax.
 *
 * @param temperature difference of score at which the chance falls to 1/e
 */
export function chances(scores: readonly number[], temperature: number): number[] {
  const best = Math.max(...scores);
  const raised = scores.map((score) => Math.exp((score - best) / temperature));
  const sum = raised.reduce((total, value) => total + value, 0);
  return raised.map((value) => value / sum);
}

/**
 * What an answer "yes or no" is expected to tell, in bits: the mutual information over a channel that is right with
 * probability `confidence` (Shannon 1948), for a property that holds with chance `share`. 0 where all or none have it.
 */
export function expectedGain(share: number, confidence: number): number {
  const yes = share * confidence + (1 - share) * (1 - confidence);
  return Math.max(0, entropy(yes) - entropy(confidence));
}

/** The question that splits the candidates best; undefined where nothing may be asked. */
export function bestSplit(candidates: readonly Candidate[], askable: readonly Askable[]): Split | undefined {
  const splits = [...yesNo(candidates, askable), ...which(candidates, askable)];
  return splits.reduce<Split | undefined>(
    (best, split) => (best && best.gain >= split.gain ? best : split),
    undefined,
  );
}

function yesNo(candidates: readonly Candidate[], askable: readonly Askable[]): Split[] {
  return askable.map((neuron) => ({
    neurons: [neuron],
    gain: expectedGain(
      shareOf(candidates, ({ fires }) => fires.has(neuron.id)),
      neuron.confidence,
    ),
  }));
}

/**
 * Of each facet the two neurons that are most candidates' strongest. Who wants neither has nothing to choose: only the
 * candidates of these two count.
 */
function which(candidates: readonly Candidate[], askable: readonly Askable[]): Split[] {
  return whichFacets.flatMap((facet) => {
    const own = askable.filter((neuron) => neuron.facet === facet);
    const shares = own
      .map((neuron) => ({
        neuron,
        share: shareOf(candidates, ({ fires }) => strongestOf(fires, own) === neuron.id),
      }))
      .sort((a, b) => b.share - a.share);
    const [first, second] = shares;
    if (!first || !second || second.share === 0) return [];
    const both = first.share + second.share;
    const confidence = Math.min(first.neuron.confidence, second.neuron.confidence);
    return {
      neurons: [first.neuron, second.neuron],
      gain: both * expectedGain(first.share / both, confidence),
    };
  });
}

/** Which of these neurons fires most; undefined where none does. */
export function strongestOf(
  fires: ReadonlyMap<number, number>,
  neurons: readonly Pick<Askable, 'id'>[],
): number | undefined {
  let strongest: number | undefined;
  for (const { id } of neurons) {
    const activation = fires.get(id);
    if (activation !== undefined && activation > (strongest === undefined ? 0 : (fires.get(strongest) ?? 0)))
      strongest = id;
  }
  return strongest;
}

function shareOf(candidates: readonly Candidate[], has: (candidate: Candidate) => boolean): number {
  return candidates.reduce((sum, candidate) => sum + (has(candidate) ? candidate.chance : 0), 0);
}

/** Of a coin, in bits. */
function entropy(share: number): number {
  if (share <= 0 || share >= 1) return 0;
  return -share * Math.log2(share) - (1 - share) * Math.log2(1 - share);
}
