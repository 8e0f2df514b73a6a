import { describe, expect, it } from 'vitest';
import { changeWords } from './change-words';

describe('changeWords', () => {
  it.each([
    ['name', { name: 'red', facet: 'colour' }, 'calls it “red”, a colour'],
    ['name', { name: 'rot', language: 'de' }, 'calls it “rot” in de'],
    ['name', { name: null }, 'says that it has no name'],
    ['hidden', { hidden: true }, 'hides it'],
    ['hidden', { hidden: false }, 'shows it again'],
    ['merged', { into: 0 }, 'merges it into neuron 0'],
    ['merged', { into: null }, 'shows it by itself'],
    ['sensitive', { sensitive: true }, 'marks it as sensitive'],
    ['sensitive', { sensitive: false }, 'says that it is not sensitive'],
    ['excluded', { from: 'ranking' }, 'keeps it out of ranking'],
    ['excluded', { from: 'nothing' }, 'uses it everywhere again'],
    ['undo', { undoes: 7 }, 'takes back change 7'],
  ] as const)('%s %j: %s', (kind, value, words) => {
    expect(changeWords({ kind, value })).toBe(words);
  });
});
