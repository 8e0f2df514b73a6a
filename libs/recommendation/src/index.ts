export { backgroundOf, backgroundSize, type Background } from './background.js';
export { cellMap } from './evidence/cell-map.js';
export { ServingEvidence } from './evidence/evidence.js';
export { evidence, type MatchScale } from './match.js';
export { RecommendationModule } from './recommendation.module.js';
export { Recommender, type SlateRequest } from './recommender.js';
export { Recommenders, ServingRecommender } from './recommenders.js';
export { leastCandidates, lexicalCandidates, lexicalWeight, relativeRank } from './ranking.js';
