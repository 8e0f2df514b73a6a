/** Levels of explanation that are measured, each with the greatest ratio of its median to the raw sum's. */
export const targets = { none: 1.5, shopper: 2 } as const;
export type ExplainLevel = keyof typeof targets;

/** How many callers ask at once. */
export const clientCounts = [1, 8] as const;
