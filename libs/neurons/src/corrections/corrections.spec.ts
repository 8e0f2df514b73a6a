import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samePerson, type Changed, type NeuronChange, type Setting } from './change.js';
import { Corrections, type Correction } from './corrections.js';

const size = 6;
const neuron = fc.integer({ min: 0, max: size - 1 });
const setting: fc.Arbitrary<Setting> = fc.oneof(
  fc.record({
    kind: fc.constant('name' as const),
    name: fc.option(fc.constantFrom('red', 'crimson', 'mug')),
  }),
  fc.record({
    kind: fc.constant('name' as const),
    name: fc.option(fc.constantFrom('rot', 'purpur')),
    language: fc.constantFrom('de', 'de-AT'),
  }),
  fc.record({
    kind: fc.constant('name' as const),
    name: fc.constant('shiny'),
    facet: fc.constantFrom('finish' as const, null),
  }),
  fc.record({ kind: fc.constant('hidden' as const), hidden: fc.boolean() }),
  fc.record({ kind: fc.constant('merged' as const), into: fc.option(neuron) }),
  fc.record({ kind: fc.constant('sensitive' as const), sensitive: fc.boolean() }),
  fc.record({
    kind: fc.constant('excluded' as const),
    from: fc.constantFrom('nothing' as const, 'reasons' as const, 'ranking' as const),
  }),
);
const author = fc.constantFrom('Ann', 'Bo', 'Cem');
const made = fc.record({ neuron, what: setting, author });

/** Any history: settings, and undoes of settings that were not undone yet, also long after. */
const history: fc.Arbitrary<NeuronChange[]> = fc
  .array(fc.record({ ...madeModel(), undo: fc.option(fc.nat(), { freq: 2 }) }), { maxLength: 30 })
  .map((steps) => {
    const changes: NeuronChange[] = [];
    for (const { undo, ...step } of steps) {
      const open = changes.filter(
        ({ id, what }) => what.kind !== 'undo' && !changes.some((later) => undoes(later.what) === id),
      );
      const taken = undo === null ? undefined : open[undo % (open.length || 1)];
      const what: Changed = taken ? { kind: 'undo', undoes: taken.id } : step.what;
      changes.push(change(changes.length + 1, taken?.neuron ?? step.neuron, what, step.author));
    }
    return changes;
  });

function madeModel() {
  return { neuron, what: setting, author };
}

function undoes(what: Changed): number | undefined {
  return what.kind === 'undo' ? what.undoes : undefined;
}

function change(id: number, of: number, what: Changed, by: string): NeuronChange {
  return {
    id,
    neuron: of,
    what,
    author: by,
    reason: null,
    at: `2026-11-24T00:00:${String(id).padStart(2, '0')}.000Z`,
  };
}

const state = (changes: readonly NeuronChange[]): Correction[] => {
  const corrections = new Corrections(changes);
  return Array.from({ length: size }, (_, of) => corrections.of(of));
};

describe('Corrections', () => {
  it('are after an undo what they were before the change, whatever was done before', () => {
    fc.assert(
      fc.property(history, made, (before, next) => {
        const last = before.length + 1;
        const changed = [...before, change(last, next.neuron, next.what, next.author)];
        const undone = [
          ...changed,
          change(last + 1, next.neuron, { kind: 'undo', undoes: last }, next.author),
        ];
        expect(state(undone)).toEqual(state(before));
      }),
      { numRuns: 500 },
    );
  });

  it('are after an undo as if the change had never been, whatever was done since', () => {
    fc.assert(
      fc.property(history, fc.nat(), (changes, pick) => {
        const open = changes.filter(
          ({ id, what }) => what.kind !== 'undo' && !changes.some((later) => undoes(later.what) === id),
        );
        const taken = open[pick % (open.length || 1)];
        if (!taken) return;
        const undo = change(changes.length + 1, taken.neuron, { kind: 'undo', undoes: taken.id }, 'Ann');
        expect(state([...changes, undo])).toEqual(state(changes.filter(({ id }) => id !== taken.id)));
      }),
      { numRuns: 500 },
    );
  });

  it('are of each neuron by itself', () => {
    fc.assert(
      fc.property(history, neuron, (changes, of) => {
        const own = new Corrections(changes.filter((one) => one.neuron === of));
        expect(new Corrections(changes).of(of)).toEqual(own.of(of));
      }),
    );
  });

  it('keep a neuron sensitive until two different people have spoken for its release since the last mark', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ sensitive: fc.boolean(), author }), { maxLength: 20 }), (said) => {
        const changes = said.map((one, at) =>
          change(at + 1, 0, { kind: 'sensitive', sensitive: one.sensitive }, one.author),
        );
        const { sensitive } = new Corrections(changes).of(0);
        const mark = said.findLastIndex((one) => one.sensitive);
        const releasing = new Set(said.slice(mark + 1).map((one) => one.author));
        if (releasing.size >= 2) expect(sensitive).toBe(false);
        else expect(sensitive).toBe(mark < 0 ? undefined : true);
      }),
      { numRuns: 500 },
    );
  });

  it('show every neuron under exactly one name, and list it there', () => {
    fc.assert(
      fc.property(history, (changes) => {
        const corrections = new Corrections(changes);
        const neurons = Array.from({ length: size }, (_, of) => of);
        for (const of of neurons) {
          const shown = corrections.shownAs(of);
          if (neurons.some((any) => corrections.circles(any))) continue;
          expect(corrections.shownAs(shown)).toBe(shown);
          expect(corrections.membersOf(shown).includes(of)).toBe(shown !== of);
        }
      }),
    );
  });

  it('exclude all that is shown under an excluded name', () => {
    const changes = [
      change(1, 1, { kind: 'merged', into: 2 }, 'Ann'),
      change(2, 2, { kind: 'merged', into: 3 }, 'Ann'),
      change(3, 3, { kind: 'excluded', from: 'ranking' }, 'Ann'),
      change(4, 2, { kind: 'excluded', from: 'reasons' }, 'Ann'),
    ];
    const corrections = new Corrections(changes);
    expect([0, 1, 2, 3].map((of) => corrections.exclusionOf(of))).toEqual([
      'nothing',
      'ranking',
      'ranking',
      'ranking',
    ]);
    expect(corrections.membersOf(3)).toEqual([1, 2]);
  });
});

describe('samePerson', () => {
  it('sees through case, spaces, unseen signs and other forms of the same letters', () => {
    expect(samePerson('Ann Lee', ' ann  LEE')).toBe(true);
    expect(samePerson('Ann', 'A\u200bnn')).toBe(true);
    expect(samePerson('Zoe\u0301', 'Zo\u00e9')).toBe(true);
    expect(samePerson('Ann', 'Anna')).toBe(false);
  });
});
