import { bm25, rarity, saturation, type Bm25 } from './bm25.js';
import { Posting } from './posting.js';
import { labelWeights, lexemeRank, wholeRank } from './ts-rank.js';
import { parseTsvector } from './tsvector.js';

/** Products that hold words of a query. */
export interface LexicalRanks {
  /** Ordinals by {@link score}, best first; equal scores: the lower ordinal first. */
  readonly best: readonly number[];
  /**
   * What the query's words in a product are worth by BM25F, in words: 1 for each rare word that stands once in the title
   * of a product of usual length, less where the product holds only a part of them, and in all products less where the
   * catalogue does not know all of them: then words have run out, and the vectors have to say more. 0 where no word occurs.
   */
  readonly score: (ordinal: number) => number;
  /** Share of the query's words that a product holds, 0..1, as ts_rank weighs where they stand, rare and common alike. */
  readonly coverage: (ordinal: number) => number;
}

/** Words of a query that have other names, as lexemes. */
export interface SynonymLexemes {
  readonly own: readonly string[];
  /** Each name in one or more lexemes. */
  readonly others: readonly (readonly string[])[];
}

/** What another name is worth beside the query's own word: who uses the shop's word finds its product first. */
const synonymWorth = 0.8;

export const noRanks: LexicalRanks = { best: [], score: () => 0, coverage: () => 0 };

interface Indexed {
  readonly postings: readonly Posting[];
  readonly length: number;
}

/** The products that hold any lexeme of a query. */
interface Matches {
  readonly ordinals: Uint32Array;
  /** What the lexemes are worth in each, by ordinal. */
  readonly sums: Float32Array;
  /** How many of the lexemes each holds, by ordinal. */
  readonly counts: Uint16Array;
}

/**
 * An inverted index over tsvectors. It orders products by BM25F, and tells of each the share of the query's words that
 * ts_rank gives for lexemes joined by "or" (calc_rank_or in PostgreSQL's tsrank.c): both are sums over lexemes, and no
 * row is read for them.
 */
export class WordIndex {
  private readonly postings = new Map<string, Posting>();
  private readonly indexed = new Map<number, Indexed>();
  /** By ordinal, in tenths of a word in a title: whole numbers, so that their sum stays exact whatever is taken out. */
  private lengths = new Float64Array(1);
  private totalLength = 0;
  private room = 0;

  constructor(private readonly constants: Bm25 = bm25) {}

  has(lexeme: string): boolean {
    return this.postings.has(lexeme);
  }

  /** Takes the product in, in the place of what was known of it. */
  set(ordinal: number, tsvector: string): void {
    this.delete(ordinal);
    let length = 0;
    const postings = parseTsvector(tsvector).map(({ lexeme, labels }) => {
      const posting = this.posting(lexeme);
      const tenths = labels.reduce((sum, label) => sum + Math.round(10 * labelWeights[label]), 0);
      length += tenths;
      posting.insert(ordinal, lexemeRank(labels), tenths / 10);
      return posting;
    });
    this.indexed.set(ordinal, { postings, length });
    this.room = Math.max(this.room, ordinal + 1);
    if (this.room > this.lengths.length) {
      const lengths = new Float64Array(2 * this.room);
      lengths.set(this.lengths);
      this.lengths = lengths;
    }
    this.lengths[ordinal] = length;
    this.totalLength += length;
  }

  delete(ordinal: number): void {
    const held = this.indexed.get(ordinal);
    if (!held) return;
    for (const posting of held.postings) {
      posting.remove(ordinal);
      if (posting.length === 0) this.postings.delete(posting.lexeme);
    }
    this.totalLength -= held.length;
    this.indexed.delete(ordinal);
  }

  /**
   * The `limit` best of the products that hold any of the lexemes.
   *
   * @param lexemes distinct, as PostgreSQL reads a query
   * @param allowed ordinals that may be among the best; all where undefined
   * @param synonyms where a product holds a whole other name of some of the lexemes, that counts in their place, unless
   *   they themselves count more there
   */
  rank(
    lexemes: readonly string[],
    limit: number,
    allowed?: Uint32Array,
    synonyms: readonly SynonymLexemes[] = [],
  ): LexicalRanks {
    const found = this.matches(lexemes);
    const more: number[] = [];
    for (const { own, others } of synonyms) this.addNames(found, more, own, others);
    // Names of overlapping words may count a word twice.
    const shares = Float64Array.from(
      lexemes,
      (_, at) => ((at + 1) / lexemes.length) ** this.constants.coordination,
    );
    const known = this.knownShare(lexemes, synonyms);
    const matching = more.length === 0 ? found.ordinals : concatenated(found.ordinals, more);
    for (const ordinal of matching)
      (found.sums[ordinal] as number) *=
        known * (shares[Math.min(found.counts[ordinal] as number, lexemes.length) - 1] as number);
    const score = (ordinal: number): number => found.sums[ordinal] ?? 0;
    const eligible = allowed ? allowed.filter((ordinal) => score(ordinal) > 0) : matching;
    return {
      best: firstBest(eligible, score, limit),
      score,
      coverage: (ordinal) => this.coverage(lexemes, synonyms, ordinal),
    };
  }

  /** Adds what other names of some lexemes are worth beyond these; `more` gets the products that nothing was found in. */
  private addNames(
    found: Matches,
    more: number[],
    own: readonly string[],
    others: readonly (readonly string[])[],
  ): void {
    const names = others.filter((name) => this.hasAll(name));
    if (names.length === 0) return;
    const before = this.matches(own);
    const gains = new Float32Array(this.room);
    const gaining: number[] = [];
    for (const name of names) {
      const worth =
        synonymWorth * Math.min(this.rarities(own), this.rarities(name) * (own.length / name.length));
      this.forHoldersOfAll(name, (ordinal, mean) => {
        const gain = worth * mean - (before.sums[ordinal] as number);
        if (gain <= (gains[ordinal] as number)) return;
        if (gains[ordinal] === 0) gaining.push(ordinal);
        gains[ordinal] = gain;
      });
    }
    for (const ordinal of gaining) {
      if (found.counts[ordinal] === 0) more.push(ordinal);
      (found.sums[ordinal] as number) += gains[ordinal] as number;
      (found.counts[ordinal] as number) += own.length - (before.counts[ordinal] as number);
    }
  }

  /** How much of the query the catalogue can say, by itself or in other names: its words by rarity, 0..1. */
  private knownShare(lexemes: readonly string[], synonyms: readonly SynonymLexemes[]): number {
    const named = new Set(
      synonyms.filter(({ others }) => others.some((name) => this.hasAll(name))).flatMap(({ own }) => own),
    );
    const known = lexemes.filter((lexeme) => this.has(lexeme) || named.has(lexeme));
    return this.rarities(known) / (this.rarities(lexemes) || 1);
  }

  /** The share of ts_rank that a product has of the lexemes, or of other names in their place. */
  private coverage(lexemes: readonly string[], synonyms: readonly SynonymLexemes[], ordinal: number): number {
    const rankOf = (lexeme: string): number => {
      const posting = this.postings.get(lexeme);
      const at = posting?.placeOf(ordinal);
      return at === undefined ? 0 : (posting?.ranks[at] ?? 0);
    };
    const sum = (some: readonly string[]): number =>
      some.reduce((total, lexeme) => total + rankOf(lexeme), 0);
    let whole = sum(lexemes);
    for (const { own, others } of synonyms) {
      const before = sum(own);
      const worths = others
        .filter((name) => name.length > 0 && name.every((lexeme) => rankOf(lexeme) > 0))
        .map((name) => (synonymWorth * own.length * sum(name)) / name.length);
      whole += Math.max(before, ...worths) - before;
    }
    return Math.min(1, (wholeRank / Math.max(1, lexemes.length)) * whole);
  }

  /** What the lexemes are worth together in each product that holds any of them. */
  private matches(lexemes: readonly string[]): Matches {
    const usual = this.usualLength();
    const postings = this.known(lexemes);
    const sums = new Float32Array(this.room);
    const counts = new Uint16Array(this.room);
    const ordinals = new Uint32Array(postings.reduce((sum, { length }) => sum + length, 0));
    let held = 0;
    for (const posting of postings) {
      const worth = this.rarity(posting.lexeme);
      for (let i = 0; i < posting.length; i += 1) {
        // Casts and not "?? 0": this loop runs over every product that holds a common word.
        const ordinal = posting.ordinals[i] as number;
        if (counts[ordinal] === 0) ordinals[held++] = ordinal;
        (sums[ordinal] as number) += worth * this.saturationAt(posting, i, usual);
        (counts[ordinal] as number) += 1;
      }
    }
    return { sums, counts, ordinals: ordinals.subarray(0, held) };
  }

  /** Visits the products that hold every one of the lexemes, with the mean of their {@link saturation} there. */
  private forHoldersOfAll(lexemes: readonly string[], visit: (ordinal: number, mean: number) => void): void {
    const usual = this.usualLength();
    const [fewest, ...others] = this.known(lexemes).sort((a, b) => a.length - b.length);
    if (!fewest) return;
    for (let i = 0; i < fewest.length; i += 1) {
      const ordinal = fewest.ordinals[i] as number;
      const places = others.map((posting) => posting.placeOf(ordinal));
      if (places.includes(undefined)) continue;
      let sum = this.saturationAt(fewest, i, usual);
      others.forEach((posting, at) => (sum += this.saturationAt(posting, places[at] as number, usual)));
      visit(ordinal, sum / lexemes.length);
    }
  }

  /** @param usual {@link usualLength}, worked out once by whom it is asked many times */
  private saturationAt(posting: Posting, place: number, usual: number): number {
    const { k1, b } = this.constants;
    const length = this.lengths[posting.ordinals[place] as number] as number;
    return saturation(posting.frequencies[place] as number, length / usual, k1, b);
  }

  private known(lexemes: readonly string[]): Posting[] {
    return lexemes.flatMap((lexeme) => this.postings.get(lexeme) ?? []);
  }

  private usualLength(): number {
    return this.totalLength / Math.max(1, this.indexed.size) || 1;
  }

  private hasAll(lexemes: readonly string[]): boolean {
    return lexemes.length > 0 && lexemes.every((lexeme) => this.has(lexeme));
  }

  private rarity(lexeme: string): number {
    return rarity(this.postings.get(lexeme)?.length ?? 0, this.indexed.size);
  }

  private rarities(lexemes: readonly string[]): number {
    return lexemes.reduce((sum, lexeme) => sum + this.rarity(lexeme), 0);
  }

  private posting(lexeme: string): Posting {
    const known = this.postings.get(lexeme);
    if (known) return known;
    const made = new Posting(lexeme);
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

const buckets = 512;

/** Sorts only what may be among the first: a common word is held by thousands. */
function firstBest(ordinals: Uint32Array, score: (ordinal: number) => number, limit: number): number[] {
  let highest = 0;
  for (const ordinal of ordinals) highest = Math.max(highest, score(ordinal));
  const bucketOf = (ordinal: number): number => Math.floor((score(ordinal) / highest) * (buckets - 1));
  const sizes = new Uint32Array(buckets);
  for (const ordinal of ordinals) (sizes[bucketOf(ordinal)] as number) += 1;
  let least = buckets - 1;
  for (let above = sizes[least] ?? 0; least > 0 && above < limit; above += sizes[least] ?? 0) least -= 1;
  const first: number[] = [];
  for (const ordinal of ordinals) if (bucketOf(ordinal) >= least) first.push(ordinal);
  return first.sort((a, b) => score(b) - score(a) || a - b).slice(0, limit);
}
