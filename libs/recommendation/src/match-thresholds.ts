import type { MatchThresholds } from './match.js';

/** Written by `npm run calibrate:match` for concella-small@1; docs/adr/0004-match.md. */
export const matchThresholds: MatchThresholds = {
  coverageWeight: 0.6,
  text: { close: 0.88, loose: 0.74 },
  image: { close: 0.57, loose: 0.4 },
};
