import { describe, expect, it } from 'vitest';
import { steeredByAnswers, answered, chosenNeuron } from './answers.js';
import type { DialogueState } from './contract.js';

const asking = (asks: number[] | null): DialogueState => ({ dictionary: 'd', answers: [], asks });

describe('answered', () => {
  it('keeps what was answered, and closes the question', () => {
    expect(answered(asking([4]), 'yes')).toEqual({
      dictionary: 'd',
      answers: [{ neurons: [4], choice: 'yes' }],
      asks: null,
    });
    expect(answered(asking([4, 7]), '7').answers).toEqual([{ neurons: [4, 7], choice: '7' }]);
    expect(answered(asking([4]), undefined)).toEqual(asking([4]));
  });

  it.each([
    [null, 'yes'],
    [[4], '4'],
    [[4, 7], 'yes'],
    [[4, 7], '5'],
  ])('refuses what answers another question: %j, "%s"', (asks, answer) => {
    expect(() => answered(asking(asks), answer)).toThrow(/answer/);
  });
});

describe('answerDials', () => {
  it('turns up what was chosen, down what was refused, and nothing for what does not matter', () => {
    const steered = steeredByAnswers([
      { neurons: [1], choice: 'yes' },
      { neurons: [2], choice: 'no' },
      { neurons: [3], choice: 'any' },
      { neurons: [4, 5], choice: '5' },
      { neurons: [6, 7], choice: 'any' },
    ]);
    expect(steered.map(({ neuron, weight }) => [neuron, Math.sign(weight)])).toEqual([
      [1, 1],
      [2, -1],
      [4, -1],
      [5, 1],
    ]);
    expect(steered.every(({ source }) => source === 'answer')).toBe(true);
  });
});

describe('chosenNeuron', () => {
  it('is the one that was said to be wanted', () => {
    expect(chosenNeuron({ neurons: [1], choice: 'yes' })).toBe(1);
    expect(chosenNeuron({ neurons: [1], choice: 'no' })).toBeUndefined();
    expect(chosenNeuron({ neurons: [4, 5], choice: '5' })).toBe(5);
    expect(chosenNeuron({ neurons: [4, 5], choice: 'any' })).toBeUndefined();
  });
});
