import { parseTsvector, type Label } from './tsvector.js';

/** What a lexeme is worth by where it stands: title 1, category and attributes .7, description .4, reviews .3. */
export const labelWeights: Readonly<Record<Label, number>> = { A: 1, B: 0.7, C: 0.4, D: 0.3 };

/** The sum of 1 / k^2, with which PostgreSQL's ts_rank divides. */
const rankScale = Math.PI ** 2 / 6;
/** ts_rank gives 1 / rankScale for a word that stands once in a title; that is taken as the whole. */
const wholeRank = 1.645 / rankScale;

/** Products that hold words of a query, with their ranks. */
export interface LexicalRanks {
  /** Ordinals, best first; equal ranks: the lower ordinal first. */
  readonly best: readonly number[];
  /** Rank 0..1 of any product; 0 where no word occurs. */
  readonly rank: (ordinal: number) => number;
}

/** Words of a query that have other names, as lexemes. */
export interface SynonymLexemes {
  readonly own: readonly string[];
  /** Each name in one or more lexemes. */
  readonly others: readonly (readonly string[])[];
}

/** What another name is worth beside the query's own word: who uses the shop's word finds its product first. */
const synonymWorth = 0.8;

export const noRanks: LexicalRanks = { best: [], rank: () => 0 };

/** The products that hold one lexeme, by ordinal ascending, each with what the lexeme is worth there. */
interface Posting {
  readonly lexeme: string;
  ordinals: Uint32Array;
  weights: Float32Array;
  length: number;
}

interface Holders {
  readonly ordinals: Uint32Array;
  readonly means: Float32Array;
  /** How many of them count. */
  readonly length: number;
}

/**
 * An inverted index over tsvectors. It ranks as PostgreSQL's ts_rank does for the query's lexemes joined by "or"
 * (calc_rank_or in its tsrank.c), without reading a row: ts_rank is a sum over the lexemes, so each lexeme's share
 * is computed once, when the product is written.
 */
export class WordIndex {
  private readonly postings = new Map<string, Posting>();
  private readonly held = new Map<number, readonly Posting[]>();
  private room = 0;

  has(lexeme: string): boolean {
    return this.postings.has(lexeme);
  }

  private hasAll(lexemes: readonly string[]): boolean {
    return lexemes.length > 0 && lexemes.every((lexeme) => this.has(lexeme));
  }

  /** Takes the product in, in the place of what was known of it. */
  set(ordinal: number, tsvector: string): void {
    this.delete(ordinal);
    const own = parseTsvector(tsvector).map(({ lexeme, labels }) => {
      const posting = this.posting(lexeme);
      insert(posting, ordinal, lexemeRank(labels));
      return posting;
    });
    this.held.set(ordinal, own);
    this.room = Math.max(this.room, ordinal + 1);
  }

  delete(ordinal: number): void {
    for (const posting of this.held.get(ordinal) ?? []) {
      remove(posting, ordinal);
      if (posting.length === 0) this.postings.delete(posting.lexeme);
    }
    this.held.delete(ordinal);
  }

  /**
   * The `limit` best of the products that hold any of the lexemes.
   *
   * @param lexemes distinct, as PostgreSQL reads a query
   * @param allowed ordinals that may be among the best; all where undefined
   * @param synonyms where a product holds a whole other name of some of the lexemes, that counts in their place, unless
   *   the product's own rank by them is higher
   */
  rank(
    lexemes: readonly string[],
    limit: number,
    allowed?: Uint32Array,
    synonyms: readonly SynonymLexemes[] = [],
  ): LexicalRanks {
    const found = this.sums(lexemes);
    const more: number[] = [];
    for (const { own, others } of synonyms) {
      const holders = others.filter((name) => this.hasAll(name)).map((name) => this.holdingAll(name));
      if (holders.length === 0) continue;
      const best = this.sums(own).sums;
      const gains = new Float32Array(this.room);
      for (const { ordinals, means, length } of holders)
        for (let i = 0; i < length; i += 1) {
          const ordinal = ordinals[i] as number;
          const worth = synonymWorth * own.length * (means[i] as number);
          const before = (best[ordinal] as number) + (gains[ordinal] as number);
          if (worth > before) (gains[ordinal] as number) += worth - before;
        }
      for (const { ordinals, length } of holders)
        for (let i = 0; i < length; i += 1) {
          const ordinal = ordinals[i] as number;
          const gain = gains[ordinal] as number;
          if (gain === 0) continue;
          if (found.sums[ordinal] === 0) more.push(ordinal);
          (found.sums[ordinal] as number) += gain;
          gains[ordinal] = 0;
        }
    }
    const scale = wholeRank / Math.max(1, lexemes.length);
    const rank = (ordinal: number): number => Math.min(1, scale * (found.sums[ordinal] ?? 0));
    const eligible = allowed
      ? allowed.filter((ordinal) => (found.sums[ordinal] ?? 0) > 0)
      : more.length === 0
        ? found.holding
        : concatenated(found.holding, more);
    return { best: firstBest(eligible, rank, limit), rank };
  }

  /** What the lexemes are worth together in each product, by ordinal, and which products hold any. */
  private sums(lexemes: readonly string[]): {
    readonly sums: Float32Array;
    readonly holding: Uint32Array;
  } {
    const postings = lexemes.flatMap((lexeme) => this.postings.get(lexeme) ?? []);
    const sums = new Float32Array(this.room);
    const holding = new Uint32Array(postings.reduce((sum, { length }) => sum + length, 0));
    let held = 0;
    for (const { ordinals, weights, length } of postings) {
      for (let i = 0; i < length; i += 1) {
        // Casts and not "?? 0": this loop runs over every product that holds a common word.
        const ordinal = ordinals[i] as number;
        if (sums[ordinal] === 0) holding[held++] = ordinal;
        (sums[ordinal] as number) += weights[i] as number;
      }
    }
    return { sums, holding: holding.subarray(0, held) };
  }

  /** The products that hold every one of the lexemes, with the mean of what these are worth there. */
  private holdingAll(lexemes: readonly string[]): Holders {
    const postings = lexemes.flatMap((lexeme) => this.postings.get(lexeme) ?? []);
    const [only, ...others] = postings;
    if (only && others.length === 0)
      return { ordinals: only.ordinals, means: only.weights, length: only.length };
    const { sums, holding } = this.sums(lexemes);
    const ordinals = holding.filter((ordinal) =>
      postings.every((posting) => posting.ordinals[placeOf(posting, ordinal)] === ordinal),
    );
    const means = Float32Array.from(ordinals, (ordinal) => (sums[ordinal] ?? 0) / lexemes.length);
    return { ordinals, means, length: ordinals.length };
  }

  private posting(lexeme: string): Posting {
    const known = this.postings.get(lexeme);
    if (known) return known;
    const made = { lexeme, ordinals: new Uint32Array(1), weights: new Float32Array(1), length: 0 };
    this.postings.set(lexeme, made);
    return made;
  }
}

function concatenated(some: Uint32Array, more: readonly number[]): Uint32Array {
  const all = new Uint32Array(some.length + more.length);
  all.set(some);
  all.set(more, some.length);
  return all;
}

/** One lexeme's share of calc_rank_or, before its division by {@link rankScale} and the number of lexemes. */
function lexemeRank(labels: readonly Label[]): number {
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

/** The first place whose ordinal is not below the given one. */
function placeOf({ ordinals, length }: Posting, ordinal: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ordinals[middle] ?? 0) < ordinal) low = middle + 1;
    else high = middle;
  }
  return low;
}

function insert(posting: Posting, ordinal: number, weight: number): void {
  if (posting.length === posting.ordinals.length) {
    const ordinals = new Uint32Array(posting.length * 2);
    ordinals.set(posting.ordinals);
    const weights = new Float32Array(posting.length * 2);
    weights.set(posting.weights);
    Object.assign(posting, { ordinals, weights });
  }
  const at = placeOf(posting, ordinal);
  posting.ordinals.copyWithin(at + 1, at, posting.length);
  posting.weights.copyWithin(at + 1, at, posting.length);
  posting.ordinals[at] = ordinal;
  posting.weights[at] = weight;
  posting.length += 1;
}

function remove(posting: Posting, ordinal: number): void {
  const at = placeOf(posting, ordinal);
  posting.ordinals.copyWithin(at, at + 1, posting.length);
  posting.weights.copyWithin(at, at + 1, posting.length);
  posting.length -= 1;
}

const buckets = 512;

/** Sorts only what may be among the first: a common word is held by thousands. */
function firstBest(ordinals: Uint32Array, rank: (ordinal: number) => number, limit: number): number[] {
  const bucketOf = (ordinal: number): number => Math.floor(rank(ordinal) * (buckets - 1));
  const sizes = new Uint32Array(buckets);
  for (const ordinal of ordinals) (sizes[bucketOf(ordinal)] as number) += 1;
  let least = buckets - 1;
  for (let above = sizes[least] ?? 0; least > 0 && above < limit; above += sizes[least] ?? 0) least -= 1;
  const first: number[] = [];
  for (const ordinal of ordinals) if (bucketOf(ordinal) >= least) first.push(ordinal);
  return first.sort((a, b) => rank(b) - rank(a) || a - b).slice(0, limit);
}
