import type { FusionWeights } from '#search-index';

export const fusionWeights: FusionWeights = {
  text: { image: 0.4, description: 0.4, reviews: 0.2 },
  image: { image: 0.7, description: 0.2, reviews: 0.1 },
};
