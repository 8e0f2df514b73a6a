import type { MatchThresholds } from './match.js';

/** Written by `npm run lab -- calibrate match` for concella-small@4; docs/figures/match.md. */
export const matchThresholds: MatchThresholds = {
  text: {
    reference: { count: 256, mean: 0.0777, deviation: 0.1792 },
    chance: 0.5,
    coverage: 1,
    close: 2.55,
    loose: 1.36,
  },
  image: {
    reference: { count: 256, mean: 0.0563, deviation: 0.1414 },
    chance: 0.5,
    coverage: 0,
    close: 2.29,
    loose: 1.77,
  },
};
