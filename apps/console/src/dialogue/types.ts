import type { paths } from '../api-schema';

type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : never;
type Dialogue = paths['/v1/dialogue']['post'];

export type DialogueRequest = Json<NonNullable<Dialogue['requestBody']>>;
export type Turn = Json<Dialogue['responses'][200]>;
export type Question = NonNullable<Turn['question']>;
export type Answer = Question['answers'][number];
export type Ended = NonNullable<Turn['ended']>;
/** What was answered to one question: the neurons that it was about, and the answer's id. */
export type GivenAnswer = Turn['state']['answers'][number];
