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

/** Fitted by `npm run lab -- calibrate match` for the shipped encoder; docs/figures/match.md has the figures. */
export interface MatchThresholds {
  readonly text: MatchScale;
  readonly image: MatchScale;
}

/** One thing that asks, typed words, a picture or liked products, with the weight of its words and of its pictures. */
export interface Source {
  readonly text: number;
  readonly image: number;
}

/** What is known of the first result of a query. */
export interface BestResult {
  /** Its embedded score. */
  readonly embedded: number;
  /** Share of the query's words that it holds (0..1); 0 without words. */
  readonly coverage: number;
  /** What asks, by its shares of the query's weight; all together 1. */
  readonly sources: readonly Source[];
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
export function evidence(best: Omit<BestResult, 'sources'>, scale: MatchScale): number {
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
 * The scale of a query of words and pictures. Its score is a mean of scores by weight. Those of different sources hardly
 * depend on one another over products at random, so the reference background of words beside a picture is narrower than
 * that of either; those of one liked product's picture and words rise and fall together.
 */
export function mixedScale({ text, image }: MatchThresholds, sources: readonly Source[]): MatchScale {
  const ofText = sources.reduce((sum, source) => sum + source.text, 0);
  const mean = (a: number, b: number): number => ofText * a + (1 - ofText) * b;
  return {
    reference: {
      count: mean(text.reference.count, image.reference.count),
      mean: mean(text.reference.mean, image.reference.mean),
      deviation: Math.hypot(
        ...sources.map(
          (source) => source.text * text.reference.deviation + source.image * image.reference.deviation,
        ),
      ),
    },
    chance: mean(text.chance, image.chance),
    coverage: mean(text.coverage, image.coverage),
    close: mean(text.close, image.close),
    loose: mean(text.loose, image.loose),
  };
}

/**
 * Names the match of the first result.
 *
 * @param best undefined when there is no result
 */
export function matchOf(best: BestResult | undefined, thresholds: MatchThresholds): Match {
  if (!best) return 'nothing-close';
  const scale = mixedScale(thresholds, best.sources);
  const found = evidence(best, scale);
  if (found >= scale.close) return 'close';
  return found >= scale.loose ? 'loose' : 'nothing-close';
}
