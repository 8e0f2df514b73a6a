export { backgroundOf, backgroundSize, type Background } from './background.js';
export { evidence, type MatchScale } from './match.js';
export { RecommendationModule } from './recommendation.module.js';
export { Recommender, type SlateRequest } from './recommender.js';
export { Recommenders, ServingRecommender } from './recommenders.js';
export { leastCandidates, lexicalCandidates, lexicalWeight, relativeRank } from './ranking.js';
