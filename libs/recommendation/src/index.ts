export { RecommendationModule } from './recommendation.module.js';
export { Recommender, type SlateRequest } from './recommender.js';
export { Recommenders, ServingRecommender } from './recommenders.js';
export { leastCandidates, lexicalCandidates, lexicalWeight } from './ranking.js';
