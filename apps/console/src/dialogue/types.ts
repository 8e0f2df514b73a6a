import type { DialogueAnswer, DialogueState, Question } from '../api-schema';

export type { DialogueRequest, Question } from '../api-schema';
export type Turn = DialogueAnswer;
export type Answer = Question['answers'][number];
export type Ended = NonNullable<Turn['ended']>;
/** What was answered to one question: the neurons that it was about, and the answer's id. */
export type GivenAnswer = DialogueState['answers'][number];
