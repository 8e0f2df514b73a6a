import type { CatalogueSide, LexicalRanks, Listing } from '#catalogue';

/** Constants of the order of results; their choice is in docs/adr/0003-fusion.md and 0004-match.md. */

/** What the words of a product add to its score at most; chosen by `npm run calibrate:lexical`. */
export const lexicalWeight = 1.5;

/**
 * The rank of a product by words as it counts in a score: against the root of the best rank of this query. No product
 * holds most of the words of a long query, so its plain ranks are all low; a product that stands out by words would
 * hardly gain by them. The root leaves a part of the plain rank: a best product that holds few of the words adds less.
 *
 * @returns 0..1
 */
export function relativeRank({ best, rank }: LexicalRanks, ordinal: number): number {
  const [first] = best;
  return first === undefined ? 0 : rank(ordinal) / Math.sqrt(rank(first));
}

/** What the words of a query add to a product's score: those that it denies take away as much as others add at most. */
export function lexicalScore({ lexical, denied }: CatalogueSide, ordinal: number): number {
  return lexicalWeight * (relativeRank(lexical, ordinal) - denied(ordinal));
}

/** The rule that puts what can't be bought now behind its like. */
const outOfStockRule = { id: 'out-of-stock', value: -0.05 } as const;

/** The rule that applies to a product; there is one. */
export function ruleOf({ availability }: Pick<Listing, 'availability'>): typeof outOfStockRule | undefined {
  return availability === 'out_of_stock' ? outOfStockRule : undefined;
}

/**
 * Least number of index candidates. The fused vectors are those of text queries; what a query with pictures wants may
 * stand further down among them.
 */
export const leastCandidates = { text: 100, image: 200 } as const;
/** Products with most of the words that are scored too. */
export const lexicalCandidates = 200;
