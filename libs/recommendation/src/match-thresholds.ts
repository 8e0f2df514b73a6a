import type { MatchThresholds } from './match.js';

export const matchThresholds: MatchThresholds = {
  coverageWeight: 0.6,
  text: { close: 0.6, loose: 0.45 },
  image: { close: 0.6, loose: 0.5 },
};
