import type { MatchThresholds } from './match.js';

/** Written by `npm run calibrate:match` for concella-small@3; docs/adr/0004-match.md. */
export const matchThresholds: MatchThresholds = {
  text: {
    reference: { count: 64, mean: 0.074, deviation: 0.1625 },
    chance: 0.75,
    coverage: 1,
    close: 1.5,
    loose: 0.61,
  },
  image: {
    reference: { count: 256, mean: 0.0401, deviation: 0.1384 },
    chance: 0.75,
    coverage: 0,
    close: 1.62,
    loose: 0.99,
  },
};
