import type { CatalogueSide, Listing } from '#catalogue';
import type { QueryComponent } from '#explanation';

/** Constants of the order of results; their choice is in docs/adr/0003-fusion.md and 0004-match.md. */

/**
 * What one rare word of the query that stands in a product's title adds to its score; chosen by
 * `npm run lab -- calibrate lexical`. A longer query that a product answers word by word adds more: its vector says less.
 */
export const lexicalWeight = 1.5;
/** What a product loses that is described by nothing but words that the query denies. */
export const deniedWeight = 1.5;

/** The share of a query that is typed words, 0..1, without those of liked products: weights of its parts sum to 1 before it is steered. */
export function typedShare(parts: readonly Pick<QueryComponent, 'source' | 'weight'>[]): number {
  return parts.reduce((sum, { source, weight }) => (source === 'text' ? sum + weight : sum), 0);
}

/**
 * What the words of a query add to a product's score: beside a picture, as much less as their vector does. As far as a
 * product is what the query denies, its other words do not count, so that no number of them makes up for it.
 *
 * @param typed {@link typedShare} of the query
 */
export function lexicalScore({ lexical, denied }: CatalogueSide, ordinal: number, typed: number): number {
  const share = denied(ordinal);
  return typed * lexicalWeight * lexical.score(ordinal) * (1 - share) - deniedWeight * share;
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
