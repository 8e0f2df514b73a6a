/** Constants of the order of results; their choice is in docs/adr/0003-fusion.md and 0004-match.md. */

/** What a full lexical rank (1) adds to a score. */
export const lexicalWeight = 0.3;

/** The rule that puts what can't be bought now behind its like. */
export const outOfStockRule = { id: 'out-of-stock', value: -0.05 } as const;

/** Least number of index candidates, and of lexical ones. */
export const leastCandidates = 200;
export const lexicalCandidates = 500;
