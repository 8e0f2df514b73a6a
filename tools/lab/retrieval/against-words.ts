import { estimate } from '#platform';
import { figure, shownDifference } from '../report/figures.js';
import { valuesOf, type Judged } from './judge.js';
import { reciprocalRank } from './metrics.js';
import { table } from '../report/report.js';

/** What the comparison is between, by the names of methods. */
export const compared = ['PostgreSQL full text', 'hybrid'] as const;

/** One kind of query on one data set, as both methods answered it. */
export interface Comparison {
  readonly name: string;
  readonly words: readonly Judged[];
  readonly hybrid: readonly Judged[];
}

/** The section on MRR of hybrid against full text: the interval is over differences of the same query. */
export function againstWordsSection(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map(({ name, words, hybrid }) => {
    const [less, more] = [valuesOf(words, reciprocalRank), valuesOf(hybrid, reciprocalRank)];
    const difference = estimate(more.map((value, i) => value - less[i]!));
    const verdict =
      difference.low > 0 ? 'hybrid ahead' : difference.high < 0 ? 'hybrid behind' : 'not decided';
    return [
      name,
      String(words.length),
      figure(estimate(less).mean),
      figure(estimate(more).mean),
      shownDifference(difference),
      verdict,
    ];
  });
  return [
    '### Hybrid against PostgreSQL full text alone',
    'MRR of the same queries, and the mean of their differences with its 95 % paired bootstrap interval: a method is ahead where the interval excludes zero.',
    table(['Queries', 'count', 'full text', 'hybrid', 'difference', 'verdict'], rows),
  ].join('\n\n');
}
