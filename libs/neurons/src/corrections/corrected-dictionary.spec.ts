import { describe, expect, it } from 'vitest';
import { RandomDictionary } from '../../../../test/support/random-dictionary.js';
import type { Changed, NeuronChange } from './change.js';
import { CorrectedDictionary } from './corrected-dictionary.js';
import { Corrections } from './corrections.js';

const size = 16;
const measured = new RandomDictionary('corrected', size);

function changesOf(said: readonly (readonly [number, Changed])[]): Corrections {
  const changes = said.map(([neuron, what], at): NeuronChange => ({
    id: at + 1,
    neuron,
    what,
    author: 'Ann',
    reason: null,
    at: '2026-11-24T00:00:00.000Z',
  }));
  return new Corrections(changes);
}

function corrected(...said: readonly (readonly [number, Changed])[]): CorrectedDictionary {
  return new CorrectedDictionary(measured, changesOf(said), shipped);
}

const shipped = new Map([
  [
    'de',
    new Map([
      ['colour/word 1', 'Wort eins'],
      ['colour/crimson', 'purpurrot'],
    ]),
  ],
  ['pt-BR', new Map([['colour/word 1', 'palavra um']])],
]);

describe('a vector', () => {
  it('changes nothing where nothing is excluded: the very same vector', () => {
    const none = corrected([1, { kind: 'hidden', hidden: true }]);
    const any = measured.direction(3, 'image');
    expect(none.withoutExcluded(any)).toBe(any);
  });
});

describe('merged neurons', () => {
  it('fire as one, with the sum of their activations, the strongest first', () => {
    const dictionary = corrected([3, { kind: 'merged', into: 7 }]);
    const shown = dictionary.shownCode({
      neurons: Int32Array.of(5, 3, 7),
      activations: Float32Array.of(0.5, 0.25, 0.375),
    });
    expect([...shown.neurons]).toEqual([7, 5]);
    expect([...shown.activations]).toEqual([0.625, 0.5]);
  });
});

describe('names', () => {
  it('of a person are sure; none is not', () => {
    const dictionary = corrected(
      [1, { kind: 'name', name: 'crimson', facet: 'finish' }],
      [2, { kind: 'name', name: null }],
    );
    expect(dictionary.neuron(1)).toMatchObject({ name: 'crimson', facet: 'finish', confidence: 1 });
    expect(dictionary.neuron(2)).toMatchObject({ name: null, facet: 'colour', confidence: 0 });
    expect(dictionary.neuron(3)).toEqual(measured.neuron(3));
    expect(() => dictionary.neuron(size)).toThrow(RangeError);
  });

  it('are looked up in the language that is asked for, then in wider ones, then told as they are', () => {
    const dictionary = corrected([1, { kind: 'name', name: 'Wort 1', language: 'de-AT' }]);
    const told = (language: string): string | undefined => dictionary.in(language).neuron(1).localName;
    expect(told('de-AT')).toBe('Wort 1');
    expect(told('de-CH')).toBe('Wort eins');
    expect(told('pt-BR')).toBe('palavra um');
    expect(told('pt-PT')).toBeUndefined();
    expect(told('en-GB')).toBeUndefined();
    expect(dictionary.neuron(1).localName).toBeUndefined();
    expect(dictionary.in('de').neuron(1).name).toBe('word 1');
  });

  it('of two terms are put together from those of both, until a person gives another one', () => {
    const parts = [
      { name: 'word 1', facet: 'colour' as const },
      { name: 'bag', facet: 'category' as const },
    ];
    const two = new (class extends RandomDictionary {
      override neuron(id: number) {
        const neuron = super.neuron(id);
        return id === 1 ? { ...neuron, name: 'word 1 bag', facet: 'category' as const, parts } : neuron;
      }
    })('two', size);
    const names = new Map([...(shipped.get('de') ?? []), ['category/bag', 'Tasche'] as const]);
    const of = (...said: readonly (readonly [number, Changed])[]): CorrectedDictionary =>
      new CorrectedDictionary(
        two,
        changesOf(said),
        new Map([
          ['de', names],
          ['fr', new Map([['category/bag', 'sac']])],
        ]),
      );
    const dictionary = of();
    expect(dictionary.in('de').neuron(1)).toMatchObject({ localName: 'Tasche (Wort eins)', parts });
    expect(dictionary.in('fr').neuron(1).localName).toBeUndefined();
    const renamed = of([1, { kind: 'name', name: 'bag' }]);
    expect(renamed.in('de').neuron(1)).toMatchObject({ name: 'bag', localName: 'Tasche' });
    expect(renamed.neuron(1).parts).toBeUndefined();
  });

  it('that are shipped in a language belong to the name that holds now, not to the measured one', () => {
    const dictionary = corrected([1, { kind: 'name', name: 'crimson' }], [3, { kind: 'name', name: 'red' }]);
    expect(dictionary.in('de').neuron(1).localName).toBe('purpurrot');
    expect(dictionary.in('pt-BR').neuron(1).localName).toBeUndefined();
    expect([...dictionary.localNames(1)]).toEqual([['de', { name: 'purpurrot', by: 'shipped' }]]);
  });
});
