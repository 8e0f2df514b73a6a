/**
 * From which strength on a picture is said to disagree with what its text claims; written by `npm run lab --
 * calibrate claims`, which chooses them on validation products so that one claim in twenty of unchanged copy reaches them in the kind of shop where most do.
 */
export const claimBars = { category: 4.25, colour: 3.28, material: 2.55, pattern: 1.79 } as const;

/** A facet whose claims are held against pictures. */
export type ClaimedFacet = keyof typeof claimBars;
