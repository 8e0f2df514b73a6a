import type { FusionWeights } from './channel-vectors.js';

/**
 * Chosen on development sets (docs/adr/0003-fusion.md; `npm run lab -- calibrate fusion`). The weights for pictures sum to .78:
 * their inner products spread that much wider, and in a query of both the picture must not drown the words.
 */
export const defaultFusionWeights: FusionWeights = {
  text: { image: 0.5, description: 0.4, reviews: 0.1 },
  image: { image: 0.62, description: 0.08, reviews: 0.08 },
};
