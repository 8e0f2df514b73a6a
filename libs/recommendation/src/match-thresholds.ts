import type { MatchThresholds } from './match.js';

/** Written by `npm run calibrate:match` for concella-small@2; docs/adr/0004-match.md. */
export const matchThresholds: MatchThresholds = {
  text: {
    reference: { count: 64, mean: 0.0583, deviation: 0.1677 },
    chance: 1,
    coverage: 2,
    close: 1.57,
    loose: 0.33,
  },
  image: {
    reference: { count: 1000000, mean: 0.0355, deviation: 0.1327 },
    chance: 0.75,
    coverage: 0,
    close: 1.6,
    loose: 0.86,
  },
};
