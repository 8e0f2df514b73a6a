/** How well the best result fits the query, in words that can be acted on. */
export type Match = 'close' | 'loose' | 'nothing-close';

/** Thresholds on {@link standout}, fitted by tools/calibrate-match.ts; docs/adr/0004-match.md has the figures. */
export interface MatchThresholds {
  readonly close: number;
  readonly loose: number;
}

/**
 * How far the best score stands out of this query's own background: z = (best - mean) / deviation over a random
 * sample of the catalogue. Cosines of different queries have different ranges, so a global cut-off fails;
 * a query's own background does not. A background without spread gives 0.
 */
export function standout(best: number, background: readonly number[]): number {
  if (background.length < 2) return 0;
  const mean = background.reduce((sum, score) => sum + score, 0) / background.length;
  const variance = background.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (background.length - 1);
  return variance > 0 ? (best - mean) / Math.sqrt(variance) : 0;
}

/**
 * @param best the best embedded score, or undefined when there is no result
 * @param coverage share of the query's words that the best results' words hold (its lexical rank, 0..1), 0 without words
 */
export function matchOf(
  best: number | undefined,
  background: readonly number[],
  coverage: number,
  thresholds: MatchThresholds,
): Match {
  if (best === undefined) return 'nothing-close';
  const evidence = standout(best, background) + coverage;
  if (evidence >= thresholds.close) return 'close';
  return evidence >= thresholds.loose ? 'loose' : 'nothing-close';
}
