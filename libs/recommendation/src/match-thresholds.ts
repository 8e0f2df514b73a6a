import type { MatchThresholds } from './match.js';

/** Written by `npm run calibrate:match` for concella-small@1; docs/adr/0004-match.md. */
export const matchThresholds: MatchThresholds = {
  text: {
    reference: { count: 64, mean: 0.0593, deviation: 0.151 },
    chance: 1,
    coverage: 2,
    close: 1.48,
    loose: 0.47,
  },
  image: {
    reference: { count: 1000000, mean: 0.0282, deviation: 0.1285 },
    chance: 1,
    coverage: 0,
    close: 1.2,
    loose: 0.55,
  },
};
