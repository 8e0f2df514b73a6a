export { backgroundOf, backgroundSize, type Background } from './background.js';
export { byFacet, byFacetAndGarmentPart, FacetSubstitution } from './facet-substitution.js';
export { evidence, type MatchScale } from './match.js';
export { RecommendationModule } from './recommendation.module.js';
export { Recommender, type SlateRequest } from './recommender.js';
export { Recommenders, ServingRecommender } from './recommenders.js';
export { EmbeddedScorer } from './score.js';
export { deniedWeight, leastCandidates, lexicalCandidates, lexicalWeight } from './ranking.js';
