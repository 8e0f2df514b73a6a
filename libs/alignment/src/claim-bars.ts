/**
 * From which strength on a picture is said to disagree with what its text claims; written by `npm run
 * calibrate:claims`, which chooses them on validation products so that one claim in twenty of unchanged copy reaches them in the kind of shop where most do.
 */
export const claimBars = { category: 4.19, colour: 3.21, material: 2.63, pattern: 1.35 } as const;

/** A facet whose claims are held against pictures. */
export type ClaimedFacet = keyof typeof claimBars;
