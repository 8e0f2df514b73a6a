import type { Label } from './tsvector.js';

/** What a lexeme is worth by where it stands: title 1, category and attributes .7, description .4, reviews .3. */
export const labelWeights: Readonly<Record<Label, number>> = { A: 1, B: 0.7, C: 0.4, D: 0.3 };

/** The sum of 1 / k^2, with which PostgreSQL's ts_rank divides. */
const rankScale = Math.PI ** 2 / 6;
/** ts_rank gives 1 / rankScale for a word that stands once in a title; that is taken as the whole. */
export const wholeRank = 1.645 / rankScale;

/** One lexeme's share of calc_rank_or, before its division by {@link rankScale} and the number of lexemes. */
export function lexemeRank(labels: readonly Label[]): number {
  let sum = 0;
  let best = -1;
  let bestAt = 0;
  labels.forEach((label, at) => {
    const weight = labelWeights[label];
    sum += weight / (at + 1) ** 2;
    if (weight > best) {
      best = weight;
      bestAt = at;
    }
  });
  return best + sum - best / (bestAt + 1) ** 2;
}
