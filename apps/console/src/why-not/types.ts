export type { RequestChange as Change, Suggestion, WhyNotAnswer } from '../api-schema';
