import type { paths } from '../api-schema';

type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : never;

export type WhyNotAnswer = Json<paths['/v1/explanations/why-not']['post']['responses'][200]>;
export type Suggestion = WhyNotAnswer['suggestions'][number];
export type Change = Suggestion['change'];
