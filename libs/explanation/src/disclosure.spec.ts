import { describe, expect, it } from 'vitest';
import { namingBar, type Neuron } from '#neurons';
import { explainLevels } from './contract.js';
import { isReasonable, isSpeakable, disclosedName } from './disclosure.js';

const sure: Neuron = { id: 1, name: 'red', facet: 'colour', confidence: namingBar, sensitive: false };

describe('a name', () => {
  it.each<
    [string, Partial<Neuron>, { shopper: string | null; merchant: string | null; expert: string | null }]
  >([
    ['that is sure', {}, { shopper: 'red', merchant: 'red', expert: 'red' }],
    ['in the language asked for', { localName: 'rot' }, { shopper: 'rot', merchant: 'rot', expert: 'rot' }],
    ['that is not sure', { confidence: 0.59 }, { shopper: null, merchant: null, expert: 'red' }],
    ['that touches people', { sensitive: true }, { shopper: null, merchant: 'red', expert: 'red' }],
    ['that a person hid', { hidden: true }, { shopper: null, merchant: null, expert: null }],
    ['kept out of reasons', { excludedFrom: 'reasons' }, { shopper: 'red', merchant: 'red', expert: 'red' }],
    ['that is none', { name: null }, { shopper: null, merchant: null, expert: null }],
  ])('%s is told to those who may know it', (_, changed, told) => {
    const neuron = { ...sure, ...changed };
    for (const level of explainLevels.filter((one) => one !== 'none'))
      expect(disclosedName(neuron, level)).toBe(told[level]);
  });

  it.each<[Partial<Neuron>, { reasonable: boolean; speakable: boolean }]>([
    [{}, { reasonable: true, speakable: true }],
    [{ confidence: 0.59 }, { reasonable: true, speakable: false }],
    [{ sensitive: true }, { reasonable: true, speakable: false }],
    [
      { name: null, localName: 'rot' },
      { reasonable: true, speakable: false },
    ],
    [{ hidden: true }, { reasonable: false, speakable: false }],
    [{ excludedFrom: 'reasons' }, { reasonable: false, speakable: false }],
    [{ excludedFrom: 'ranking' }, { reasonable: false, speakable: false }],
  ])('of a neuron that is %j', (changed, { reasonable, speakable }) => {
    expect(isReasonable({ ...sure, ...changed })).toBe(reasonable);
    expect(isSpeakable({ ...sure, ...changed })).toBe(speakable);
  });
});
