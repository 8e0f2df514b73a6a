import { evidence, type Background, type MatchScale } from '#recommendation';
import { areaUnderCurve } from '#platform';
import type { MatchSample, Truth } from './samples.js';
import { cutoffReachedBy } from '../../statistics/cutoffs.js';

/** Shares of queries for absent things that may be called close, and loose or better. */
const mostFalse = { close: 0.05, loose: 0.25 };
/** A cut-off is not set lower than it takes to let so many of the queries for present things through. */
const enoughTrue = { close: 0.9, loose: 0.98 };
/** Fewer cases than this say nothing of the share that a cut-off lets through. */
const leastCases = 20;
/** What is tried; a million products of reference leave nothing of the query's own background. */
const referenceCounts = [16, 64, 256, 1024, 1_000_000];
const chances = [0, 0.25, 0.5, 0.75, 1];
const coverages = [0, 1, 2, 3, 4, 6];
/** So much separation is given up for less weight of words: most queries for what is there use the shop's words. */
const separationSpared = 0.002;

/** The mean background of queries in the shops of many things. */
export function referenceOf(fitting: readonly MatchSample[]): Omit<Background, 'count'> {
  const mixed = fitting.filter(({ shop }) => shop === 'mixed').map(({ background }) => background);
  const mean = (of: (background: Background) => number): number =>
    mixed.reduce((sum, background) => sum + of(background), 0) / mixed.length;
  const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
  return {
    mean: rounded(mean((background) => background.mean)),
    deviation: rounded(Math.sqrt(mean(({ deviation }) => deviation ** 2))),
  };
}

/** Evidence without cut-offs. */
export function statistic(
  reference: Background,
  chance: number,
  coverage: number,
): (sample: MatchSample) => number {
  const scale = { reference, chance, coverage, close: 0, loose: 0 };
  return (sample) =>
    evidence(
      {
        embedded: sample.best,
        coverage: sample.coverage,
        background: sample.background,
        catalogue: sample.count,
      },
      scale,
    );
}

export interface Separations {
  /** What is there from what is not there. */
  readonly absent: number;
  /** What is there from other products of its kind. */
  readonly otherKind: number;
  /** Other products of its kind from what is not there. */
  readonly kindAbsent: number;
}

/** Separations over all pairs of shops, each pair counting alike, so that one cut-off has to serve them all. */
export function separations(
  samples: readonly MatchSample[],
  of: (sample: MatchSample) => number,
): Separations {
  const values = (truth: Truth): number[][] =>
    byShop(samples.filter((one) => one.truth === truth)).map((shop) => shop.map(of));
  const [there, kind, absent] = [values('there'), values('same kind'), values('not there')];
  const mean = (right: number[][], wrong: number[][]): number => {
    const all = right.flatMap((a) => wrong.map((b) => areaUnderCurve(a, b)));
    return all.reduce((sum, value) => sum + value, 0) / all.length;
  };
  return { absent: mean(there, absent), otherKind: mean(there, kind), kindAbsent: mean(kind, absent) };
}

function byShop(samples: readonly MatchSample[]): MatchSample[][] {
  const shops = new Map<string, MatchSample[]>();
  for (const sample of samples) {
    const name = `${sample.world}: ${sample.shop}`;
    shops.set(name, [...(shops.get(name) ?? []), sample]);
  }
  return [...shops.values()];
}

/**
 * The scale of one modality. First the least weight of words whose best separation of what is there from what is not
 * is within {@link separationSpared} of the best of all; then, for it, the reference and the share of chance that
 * separate best in the mean of all three. Then the cut-offs.
 */
export function fitScale(fitting: readonly MatchSample[]): MatchScale {
  const background = referenceOf(fitting);
  const tried = coverages.flatMap((coverage) =>
    referenceCounts.flatMap((count) =>
      chances.map((chance) => {
        const reference = { count, ...background };
        const found = separations(fitting, statistic(reference, chance, coverage));
        const mean = (found.absent + found.otherKind + found.kindAbsent) / 3;
        return { reference, chance, coverage, absent: found.absent, mean };
      }),
    ),
  );
  const enough = Math.max(...tried.map(({ absent }) => absent)) - separationSpared;
  const coverage = tried.find(({ absent }) => absent >= enough)!.coverage;
  const { reference, chance } = tried
    .filter((one) => one.coverage === coverage)
    .reduce((a, b) => (b.mean > a.mean ? b : a));
  const of = statistic(reference, chance, coverage);
  return {
    reference,
    chance,
    coverage,
    close: cutoff(fitting, of, 'close'),
    loose: cutoff(fitting, of, 'loose'),
  };
}

/** What is enough must be enough in every fitted shop, and what is false must be rare in every one. */
function cutoff(
  fitting: readonly MatchSample[],
  of: (sample: MatchSample) => number,
  name: 'close' | 'loose',
): number {
  const inShops = (truth: Truth, most: number): number[] =>
    byShop(fitting.filter((one) => one.truth === truth))
      .filter((shop) => shop.length >= leastCases)
      .map((shop) => cutoffReachedBy(shop.map(of), most));
  const value = Math.max(
    ...inShops('not there', mostFalse[name]),
    Math.min(...inShops('there', enoughTrue[name])),
  );
  return Math.ceil(value * 100) / 100;
}
