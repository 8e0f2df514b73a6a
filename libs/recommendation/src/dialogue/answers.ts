import { ProblemError } from '#platform';
import type { SteeredNeuron } from '../steer.js';
import type { DialogueState, GivenAnswer } from './contract.js';

/** How much a chosen neuron is turned up, and one that was turned away down; set by hand, not fitted. */
const chosenWeight = 0.5;
const refusedWeight = -0.3;

/** The state with the open question answered, or as it is when nothing was answered. @throws {ProblemError} 400. */
export function answered(state: DialogueState, answer: string | undefined): DialogueState {
  if (answer === undefined) return state;
  const { asks } = state;
  if (!asks)
    throw ProblemError.field(
      'answer',
      'no question is open',
      'leave answer out, or send the state that asks',
    );
  const fitting = asks.length === 1 ? ['yes', 'no', 'any'] : [...asks.map(String), 'any'];
  if (!fitting.includes(answer))
    throw ProblemError.field(
      'answer',
      'is no answer to the question that the state asks',
      `give one of ${fitting.join(', ')}`,
    );
  return { ...state, answers: [...state.answers, { neurons: asks, choice: answer }], asks: null };
}

/** What the answers turn: linear parts of the query, so that every identity of a score holds. */
export function steeredByAnswers(answers: readonly GivenAnswer[]): SteeredNeuron[] {
  return answers.flatMap(({ neurons, choice }) => {
    if (choice === 'any') return [];
    return neurons.map((neuron) => ({
      neuron,
      weight: choice === 'yes' || choice === String(neuron) ? chosenWeight : refusedWeight,
      source: 'answer' as const,
    }));
  });
}

/** The neuron that an answer chose; undefined where it chose none. */
export function chosenNeuron({ neurons, choice }: GivenAnswer): number | undefined {
  if (choice === 'yes') return neurons[0];
  return neurons.find((neuron) => choice === String(neuron));
}
