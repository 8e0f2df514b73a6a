/** Constants of the order of results; their choice is in docs/adr/0003-fusion.md and 0004-match.md. */

/** What a full lexical rank (1) adds to a score. */
export const lexicalWeight = 0.6;

/** The rule that puts what can't be bought now behind its like. */
export const outOfStockRule = { id: 'out-of-stock', value: -0.05 } as const;

/**
 * Least number of index candidates. The fused vectors are those of text queries; what a query with pictures wants may
 * stand further down among them.
 */
export const leastCandidates = { text: 100, image: 200 } as const;
/** Products with most of the words that are scored too. */
export const lexicalCandidates = 200;
