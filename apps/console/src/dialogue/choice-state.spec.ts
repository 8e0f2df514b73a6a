import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answerWords,
  emptyChoice,
  readChoice,
  toTurnRequest,
  writeChoice,
  type ChoiceState,
} from './choice-state';
import type { GivenAnswer } from './types';

const number = fc.integer({ min: 0, max: 9_999_999 });
const aboutOne: fc.Arbitrary<GivenAnswer> = fc.record({
  neurons: number.map((neuron) => [neuron]),
  choice: fc.constantFrom('yes', 'no', 'any'),
});
const aboutTwo: fc.Arbitrary<GivenAnswer> = fc
  .tuple(number, number, fc.nat(2))
  .map(([first, second, at]) => ({
    neurons: [first, second],
    choice: [String(first), String(second), 'any'][at] ?? 'any',
  }));
const state: fc.Arbitrary<ChoiceState> = fc.record({
  text: fc.string(),
  picture: fc.option(fc.string()),
  dictionary: fc.string(),
  answers: fc.array(fc.oneof(aboutOne, aboutTwo), { minLength: 1, maxLength: 10 }),
});

describe('a dialogue in the address', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(state, (choice) => {
        expect(readChoice(new URLSearchParams(writeChoice(choice).toString()))).toEqual(choice);
      }),
    );
    expect(writeChoice(emptyChoice).toString()).toBe('');
  });

  it.each([
    '',
    'x',
    '5',
    '5:',
    '5:maybe',
    '5:5',
    '5.6:yes',
    '5.6:7',
    '5.6.7:5',
    '-1:yes',
    '1e3:yes',
    '5:yes ',
    '99999999:yes',
  ])('does not follow the answer "%s"', (answer) => {
    const params = new URLSearchParams({ dictionary: 'd', answer });
    expect(readChoice(params).answers).toEqual([]);
  });

  it('follows no answer without the dictionary that it belongs to, and at most ten', () => {
    expect(readChoice(new URLSearchParams('answer=5:yes')).answers).toEqual([]);
    const many = new URLSearchParams([
      ['dictionary', 'd'],
      ...Array.from({ length: 12 }, () => ['answer', '5:yes']),
    ]);
    expect(readChoice(many).answers).toHaveLength(10);
  });
});

describe('what is sent', () => {
  it('is the query alone at first, then the answers with no question open', () => {
    const begun = { ...emptyChoice, text: ' a mug ' };
    expect(toTurnRequest(begun, undefined)).toEqual({ query: { text: 'a mug' }, limit: 6 });
    const answers = [{ neurons: [5], choice: 'yes' }];
    expect(toTurnRequest({ ...begun, dictionary: 'd', answers }, 'data:x')).toEqual({
      query: { text: 'a mug', image: 'data:x' },
      limit: 6,
      state: { dictionary: 'd', answers, asks: null },
    });
  });
});

it('says an answer in words', () => {
  const nameOf = (neuron: number) => ({ 1: 'striped', 2: 'blue', 3: 'red' })[neuron] ?? '?';
  expect(answerWords({ neurons: [1], choice: 'yes' }, nameOf)).toBe('striped');
  expect(answerWords({ neurons: [1], choice: 'no' }, nameOf)).toBe('not striped');
  expect(answerWords({ neurons: [1], choice: 'any' }, nameOf)).toBe('striped: doesn\u2019t matter');
  expect(answerWords({ neurons: [2, 3], choice: '3' }, nameOf)).toBe('red');
  expect(answerWords({ neurons: [2, 3], choice: 'any' }, nameOf)).toBe('blue or red: doesn\u2019t matter');
});
