import type { MatchThresholds } from './match.js';

/** Written by `npm run calibrate:match` for concella-small@1; docs/adr/0004-match.md. */
export const matchThresholds: MatchThresholds = {
  text: {
    reference: { count: 64, mean: 0.0572, deviation: 0.1516 },
    chance: 1,
    coverage: 3,
    close: 2.02,
    loose: 0.75,
  },
  image: {
    reference: { count: 1000000, mean: 0.0248, deviation: 0.1284 },
    chance: 1,
    coverage: 0,
    close: 1.23,
    loose: 0.61,
  },
};
