import { channels, dot } from '#encoder';
import { deniedWeight } from '#recommendation';
import { effectiveWeights, presentChannels } from '#search-index';
import { rarity, type Bm25 } from '../../../../libs/catalogue/src/listings/bm25.js';
import { ListingRows, logStart } from '../../../../libs/catalogue/src/listings/listing-rows.js';
import { WordIndex, type SynonymLexemes } from '../../../../libs/catalogue/src/listings/word-index.js';
import type { Engine } from '../../engine/engine.js';
import { deepest } from '../../retrieval/metrics.js';
import type { DevelopmentSet } from './development.js';

/** A query as the engine reads it, with what the vectors say to it. */
interface ReadQuery {
  /** Lexemes of the whole text, as PostgreSQL reads it. */
  readonly all: readonly string[];
  /** Lexemes of what is wanted. */
  readonly wanted: readonly string[];
  readonly synonyms: readonly SynonymLexemes[];
  readonly denied: readonly (readonly string[])[];
  /** Embedded score of each product. */
  readonly embedded: Float32Array;
  /** Places of the right products. */
  readonly right: ReadonlySet<number>;
}

/** Queries of one kind, and the words of the shop that they are asked in. */
export interface ReadSet {
  readonly name: string;
  /** The tsvectors of the products. */
  readonly words: readonly string[];
  readonly queries: readonly ReadQuery[];
  readonly guarded: boolean;
}

/** Reads queries once, so that rankings can be compared without the engine. */
export async function readSet(engine: Engine, { name, queries, guarded }: DevelopmentSet): Promise<ReadSet> {
  const rows = new ListingRows(engine.database);
  const words = new Map<number, string>();
  for await (const some of rows.all()) for (const { ordinal, search } of some) words.set(ordinal, search);
  const read: ReadQuery[] = [];
  for (const { text = '', right } of queries) {
    const asked = engine.recommender.askedWords(text);
    const vector = await engine.encoder.text(asked.text ?? '');
    const names = asked.synonyms.flatMap((synonym) => [synonym.words, ...synonym.others]);
    const { lexemes } = await rows.look([text, asked.text ?? '', ...names, ...asked.denied], logStart);
    const [all = [], wanted = [], ...others] = lexemes;
    const denied = others.splice(names.length);
    const synonyms = asked.synonyms.map(({ others: { length } }) => {
      const [own = [], ...named] = others.splice(0, 1 + length);
      return { own, others: named };
    });
    const embedded = Float32Array.from(engine.products, ({ vectors }) => {
      const weights = effectiveWeights(engine.index.weights, 'text', presentChannels(vectors));
      return channels.reduce((sum, channel) => {
        const own = vectors[channel];
        return own ? sum + weights[channel] * dot(vector, own) : sum;
      }, 0);
    });
    const places = engine.products.flatMap(({ id }, place) => (right.has(id) ? [place] : []));
    read.push({ all, wanted, synonyms, denied, embedded, right: new Set(places) });
  }
  return {
    name,
    guarded,
    words: engine.products.map(({ ordinal }) => words.get(ordinal) ?? ''),
    queries: read,
  };
}

/** What the words of one query are worth, product by product. */
export interface QueryWords {
  /** BM25F, in words. */
  readonly score: (place: number) => number;
  readonly highest: number;
  /** What it would be if every word stood once in a title of usual length. */
  readonly ideal: number;
  /** ts_rank with other names, 0..1. */
  readonly coverage: (place: number) => number;
  readonly mostCovered: () => number;
  /** Share of a product that the query denies, 0..1. */
  readonly denied: (place: number) => number;
  /** ts_rank of the whole text, as PostgreSQL gives it. */
  readonly fullText: (place: number) => number;
}

/** How the worth of words becomes a part of the score. */
export interface Form {
  readonly name: string;
  of(words: QueryWords, place: number, weight: number): number;
}

/** As far as a product is denied its other words do not count; lexicalScore of libs/recommendation. */
function lessDenied({ denied }: QueryWords, place: number, value: number): number {
  const share = denied(place);
  return value * (1 - share) - deniedWeight * share;
}

function dividedBy(name: string, divisor: (words: QueryWords) => number): Form {
  return {
    name,
    of: (words, place, weight) =>
      lessDenied(words, place, (weight * words.score(place)) / (divisor(words) || 1)),
  };
}

export const chosenForm = dividedBy('**BM25F, as it is**', () => 1);

/** What was before BM25F. */
export const formerForm: Form = {
  name: 'before: ts_rank over the root of the best',
  of: ({ coverage, mostCovered, denied }, place, weight) =>
    weight * (coverage(place) / (Math.sqrt(mostCovered()) || 1) - denied(place)),
};
export const formerWeight = 1.5;

/** A form is one more row; the chosen one grows with the number of a query's words, the others hold it down. */
export const forms: readonly Form[] = [
  formerForm,
  dividedBy('BM25F over the ideal', ({ ideal }) => ideal),
  dividedBy('BM25F over the root of the ideal', ({ ideal }) => Math.sqrt(ideal)),
  dividedBy('BM25F over the best', ({ highest }) => highest),
  dividedBy('BM25F over the root of ideal times best', ({ ideal, highest }) => Math.sqrt(ideal * highest)),
  chosenForm,
];

/** The words of every query of a set under these constants. */
export function wordsOf({ words, queries }: ReadSet, constants: Bm25): QueryWords[] {
  const index = new WordIndex(constants);
  const holders = new Map<string, number>();
  words.forEach((tsvector, place) => index.set(place, tsvector));
  return queries.map(({ all, wanted, synonyms, denied }) => {
    const { best, score, ...ranks } = index.rank(wanted, words.length, undefined, synonyms);
    const coverage = remembered(words.length, ranks.coverage);
    let mostCovered: number | undefined;
    const shares = denied.map((lexemes) => index.rank(lexemes, 0).coverage);
    const holdersOf = (lexeme: string): number => {
      const known = holders.get(lexeme) ?? index.rank([lexeme], words.length).best.length;
      holders.set(lexeme, known);
      return known;
    };
    return {
      score,
      highest: Math.max(0, ...best.slice(0, 1).map(score)),
      ideal: wanted.reduce((sum, lexeme) => sum + rarity(holdersOf(lexeme), words.length), 0),
      coverage,
      mostCovered: () => (mostCovered ??= Math.max(0, ...best.map(coverage))),
      denied: (place) => Math.max(0, ...shares.map((share) => share(place))),
      fullText: index.rank(all, 0).coverage,
    };
  });
}

/** Coverage is looked up anew each time that it is asked for. */
function remembered(count: number, of: (place: number) => number): (place: number) => number {
  let values: Float64Array | undefined;
  return (place) => (values ??= Float64Array.from({ length: count }, (_, at) => of(at)))[place]!;
}

/**
 * 1 / place of the best right product by a score, 0 below place {@link deepest}; of equals the first of the catalogue
 * is before, as in every ranking of the engine.
 *
 * @param foundOnly products of score 0 are no results
 */
export function reciprocalPlace(
  { embedded, right }: ReadQuery,
  score: (place: number) => number,
  foundOnly = false,
): number {
  const scores = Float64Array.from(embedded, (_, place) => score(place));
  let best = -1;
  for (const place of right) if (best < 0 || scores[place]! > scores[best]!) best = place;
  if (best < 0 || (foundOnly && scores[best]! <= 0)) return 0;
  let at = 1;
  scores.forEach((value, place) => {
    if (right.has(place)) return;
    if (value > scores[best]! || (value === scores[best]! && place < best)) at += 1;
  });
  return at > deepest ? 0 : 1 / at;
}
