import type { paths } from '../api-schema';

type Ok<T> = T extends { responses: { 200: { content: { 'application/json': infer Body } } } } ? Body : never;

export type NeuronDetail = Ok<paths['/v1/neurons/{id}']['get']>;
export type ListedNeurons = Ok<paths['/v1/neurons']['get']>;
export type ListedNeuron = ListedNeurons['neurons'][number];
export type Sorting = NonNullable<NonNullable<paths['/v1/neurons']['get']['parameters']['query']>['sort']>;
export type Statistics = Ok<paths['/v1/neurons/{id}/statistics']['get']>;
export type Firing = Statistics['image'];
export type Sample = Firing['deciles'][number]['samples'][number];
export type MarkedSample = Statistics['top']['reviews'][number];
export type Fired = NonNullable<Ok<paths['/v1/neurons/fire']['post']>['text']>;
export type Corrected = Ok<paths['/v1/neurons/{id}/name']['put']>;
export type History = Ok<paths['/v1/neurons/{id}/history']['get']>;
export type Change = History['changes'][number];
