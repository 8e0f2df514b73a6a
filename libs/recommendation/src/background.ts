import type { ChannelIndex } from '#search-index';
import type { EmbeddedScorer } from './score.js';

/** So many products of the catalogue are a query's background: their scores cost a quarter of a millisecond. */
export const backgroundSize = 64;

/** How a query scores products at random: what its best result has to stand out of. */
export interface Background {
  readonly count: number;
  readonly mean: number;
  /** Standard deviation; 0 for fewer than two. */
  readonly deviation: number;
}

/** Mean and deviation of scores, in float64. */
export function backgroundOf(scores: readonly number[]): Background {
  const count = scores.length;
  if (count === 0) return { count, mean: 0, deviation: 0 };
  const mean = scores.reduce((sum, score) => sum + score, 0) / count;
  const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  return { count, mean, deviation: count < 2 ? 0 : Math.sqrt(squares / (count - 1)) };
}

/** The query's scores over a fixed random sample of the index, which follows the index. */
export function backgroundIn(
  index: Pick<ChannelIndex, 'sample' | 'channelVectors'>,
  scorer: EmbeddedScorer,
): Background {
  return backgroundOf(
    index.sample(backgroundSize).flatMap((ordinal) => {
      const vectors = index.channelVectors(ordinal);
      return vectors ? [scorer.score(vectors)] : [];
    }),
  );
}
