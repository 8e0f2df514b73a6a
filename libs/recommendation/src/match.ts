/** How well the best result fits the query, in words that can be acted on. */
export type Match = 'close' | 'loose' | 'nothing-close';

/** Least evidence for each word. */
export interface Cutoffs {
  readonly close: number;
  readonly loose: number;
}

/** Fitted by `npm run calibrate:match` for the shipped encoder; docs/adr/0004-match.md has the figures. */
export interface MatchThresholds {
  /** What words that all stand in the best result add to its embedded score. */
  readonly coverageWeight: number;
  /** For queries of words alone, and of pictures alone: their scores have different ranges. */
  readonly text: Cutoffs;
  readonly image: Cutoffs;
}

/** What is known of the first result of a query. */
export interface BestResult {
  /** Its embedded score. */
  readonly embedded: number;
  /** Share of the query's words that it holds (its lexical rank, 0..1); 0 without words. */
  readonly coverage: number;
  /** Share of the query's weight that its words have, 0..1; the rest are pictures. */
  readonly textShare: number;
}

/** The evidence that a result is what was asked for: embedded score and words, in the embedded score's unit. */
export function evidence({ embedded, coverage }: BestResult, thresholds: MatchThresholds): number {
  return embedded + thresholds.coverageWeight * coverage;
}

/**
 * Names the match of the first result. A query of words and pictures is held against cut-offs between those of words
 * and those of pictures, by weight, as its score is a mean by weight too.
 *
 * @param best undefined when there is no result
 */
export function matchOf(best: BestResult | undefined, thresholds: MatchThresholds): Match {
  if (!best) return 'nothing-close';
  const { text, image } = thresholds;
  const between = (name: keyof Cutoffs): number =>
    best.textShare * text[name] + (1 - best.textShare) * image[name];
  const found = evidence(best, thresholds);
  if (found >= between('close')) return 'close';
  return found >= between('loose') ? 'loose' : 'nothing-close';
}
