import type { DialogueRequest, GivenAnswer } from './types';

/** A dialogue so far; all of it stands in the address, so that "back" takes an answer back and a reload loses none. */
export interface ChoiceState {
  readonly text: string;
  /** Key of a picture kept on this device, or null. */
  readonly picture: string | null;
  /** The dictionary that the neurons of the answers belong to; null before the first answer. */
  readonly dictionary: string | null;
  readonly answers: readonly GivenAnswer[];
}

/** How many products are proposed at a time. */
export const proposed = 6;
const mostAnswers = 10;

export const emptyChoice: ChoiceState = { text: '', picture: null, dictionary: null, answers: [] };

/** Reads the address; what is not understood is as if it were not there. */
export function readChoice(params: URLSearchParams): ChoiceState {
  const dictionary = params.get('dictionary');
  return {
    text: params.get('q') ?? '',
    picture: params.get('picture'),
    dictionary,
    answers: dictionary === null ? [] : params.getAll('answer').flatMap(readAnswer).slice(0, mostAnswers),
  };
}

/** "511:yes" about one neuron, "511.530:530" about two. */
function readAnswer(written: string): GivenAnswer[] {
  const match = /^(\d{1,7})(?:\.(\d{1,7}))?:(yes|no|any|\d{1,7})$/.exec(written);
  if (match === null) return [];
  const [, first = '', second, choice = ''] = match;
  const fitting = second === undefined ? ['yes', 'no', 'any'] : [first, second, 'any'];
  if (!fitting.includes(choice)) return [];
  return [{ neurons: [first, ...(second === undefined ? [] : [second])].map(Number), choice }];
}

/** The address of a dialogue; what is as it is at first is left out. */
export function writeChoice({ text, picture, dictionary, answers }: ChoiceState): URLSearchParams {
  const params = new URLSearchParams();
  if (text !== '') params.set('q', text);
  if (picture !== null) params.set('picture', picture);
  if (dictionary !== null && answers.length > 0) {
    params.set('dictionary', dictionary);
    for (const { neurons, choice } of answers) params.append('answer', `${neurons.join('.')}:${choice}`);
  }
  return params;
}

/** Whether there is a photo or a word to begin with. */
export function hasBegun(state: ChoiceState): boolean {
  return state.text.trim() !== '' || state.picture !== null;
}

/** The request for a dialogue. @param picture the kept picture as a data URL, when the state has one. */
export function toTurnRequest(state: ChoiceState, picture: string | undefined): DialogueRequest {
  const text = state.text.trim();
  return {
    query: { ...(text === '' ? {} : { text }), ...(picture === undefined ? {} : { image: picture }) },
    limit: proposed,
    ...(state.dictionary === null || state.answers.length === 0
      ? {}
      : { state: { dictionary: state.dictionary, answers: [...state.answers], asks: null } }),
  };
}

/** What an answer says, by the names of the neurons that it was about: "striped", "not striped", "blue". */
export function answerWords({ neurons, choice }: GivenAnswer, nameOf: (neuron: number) => string): string {
  if (choice === 'any') return `${neurons.map(nameOf).join(' or ')}: doesn\u2019t matter`;
  const words = nameOf(choice === 'yes' || choice === 'no' ? (neurons[0] ?? 0) : Number(choice));
  return choice === 'no' ? `not ${words}` : words;
}
