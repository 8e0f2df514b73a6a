import type { Background } from './background.js';

/** How well the best result fits the query, in words that can be acted on. */
export type Match = 'close' | 'loose' | 'nothing-close';

/** How queries of one modality are judged. */
export interface MatchScale {
  /** The background that queries have in a shop of many things; it counts as so many products beside the query's own. */
  readonly reference: Background;
  /** Share of the greatest of as many chance values as the catalogue has products that a result has to reach. */
  readonly chance: number;
  /** What words that all stand in the best result add, in deviations. */
  readonly coverage: number;
  /** Least evidence for each word. */
  readonly close: number;
  readonly loose: number;
}

/** Fitted by `npm run calibrate:match` for the shipped encoder; docs/adr/0004-match.md has the figures. */
export interface MatchThresholds {
  readonly text: MatchScale;
  readonly image: MatchScale;
}

/** What is known of the first result of a query. */
export interface BestResult {
  /** Its embedded score. */
  readonly embedded: number;
  /** Share of the query's words that it holds (0..1); 0 without words. */
  readonly coverage: number;
  /** Share of the query's weight that its words have, 0..1; the rest are pictures. */
  readonly textShare: number;
  /** The query's scores over products at random. */
  readonly background: Background;
  /** How many products there are to be the best of. */
  readonly catalogue: number;
}

const eulerGamma = 0.5772156649015329;

/**
 * The expected greatest of n standard normal values, by the Gumbel limit (Fisher and Tippett 1928): 0 for one,
 * 1.9 for 20, 3.2 for 1,000. The best of many products scores more than that of few even if none is what was asked for.
 */
export function greatestByChance(n: number): number {
  if (n < 2) return 0;
  const root = Math.sqrt(2 * Math.log(n));
  return root - (Math.log(Math.log(n)) + Math.log(4 * Math.PI)) / (2 * root) + eulerGamma / root;
}

/**
 * The evidence that a result is what was asked for: by how many deviations it stands out of the query's background,
 * less what chance gives in a catalogue of this size, plus its words. The query's own background is mixed with the
 * reference, each by its number of products: in a small shop it is hardly known, and in a shop of one kind it is high
 * because everything fits a little.
 */
export function evidence(best: BestResult, scale: MatchScale): number {
  const { reference } = scale;
  const own = best.background.count / (best.background.count + reference.count);
  const mean = own * best.background.mean + (1 - own) * reference.mean;
  const variance = own * best.background.deviation ** 2 + (1 - own) * reference.deviation ** 2;
  return (
    (best.embedded - mean) / Math.sqrt(variance) -
    scale.chance * greatestByChance(best.catalogue) +
    scale.coverage * best.coverage
  );
}

/**
 * Names the match of the first result. A query of words and pictures is judged between the two by weight, as its
 * score is a mean by weight too.
 *
 * @param best undefined when there is no result
 */
export function matchOf(best: BestResult | undefined, { text, image }: MatchThresholds): Match {
  if (!best) return 'nothing-close';
  const above = (name: 'close' | 'loose'): number =>
    best.textShare * (evidence(best, text) - text[name]) +
    (1 - best.textShare) * (evidence(best, image) - image[name]);
  if (above('close') >= 0) return 'close';
  return above('loose') >= 0 ? 'loose' : 'nothing-close';
}
