import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchOf, type BestResult, type Match, type MatchThresholds } from './match.js';

const thresholds: MatchThresholds = {
  coverageWeight: 0.5,
  text: { close: 0.6, loose: 0.4 },
  image: { close: 0.8, loose: 0.6 },
};
const best = (embedded: number, coverage = 0, textShare = 1): BestResult => ({
  embedded,
  coverage,
  textShare,
});

it('says nothing is close where there is no result', () => {
  expect(matchOf(undefined, thresholds)).toBe('nothing-close');
});

it.each<[Match, BestResult]>([
  ['close', best(0.6)],
  ['loose', best(0.5)],
  ['nothing-close', best(0.39)],
  ['close', best(0.35, 0.5)],
  ['loose', best(0.7, 0, 0)],
  ['nothing-close', best(0.5, 0, 0)],
  ['close', best(0.7, 0, 0.5)],
  ['loose', best(0.69, 0, 0.5)],
])('says %s for %o', (match, result) => {
  expect(matchOf(result, thresholds)).toBe(match);
});

it('never says less for more evidence', () => {
  const order: Match[] = ['nothing-close', 'loose', 'close'];
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(share, share, share, share, share, (embedded, more, coverage, moreCoverage, textShare) => {
      const low = matchOf(best(embedded, coverage, textShare), thresholds);
      const high = matchOf(
        best(embedded + more, Math.min(1, coverage + moreCoverage), textShare),
        thresholds,
      );
      expect(order.indexOf(high)).toBeGreaterThanOrEqual(order.indexOf(low));
    }),
  );
});
