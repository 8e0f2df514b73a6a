export { RecommendationModule } from './recommendation.module.js';
export { Recommender, type SlateRequest } from './recommender.js';
export { lexicalCandidates, lexicalWeight } from './ranking.js';
