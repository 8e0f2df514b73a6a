import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '#platform';
import { RandomDictionary } from '../../../../test/support/random-dictionary.js';
import type { Changed, NeuronChange, Setting } from './change.js';
import { CorrectedDictionary } from './corrected-dictionary.js';
import { Corrections } from './corrections.js';
import { changeBy, changeToUndo } from './rules.js';

const size = 5;
// One that the dictionary itself has as sensitive.
const measured = new RandomDictionary('rules', size, { 4: { sensitive: true } });

type Ask =
  | { readonly neuron: number; readonly setting: Setting; readonly author: string }
  | { readonly undo: number; readonly author: string };

/** Plays requests one after another, as the table would take them; refused ones leave no trace. */
function play(asks: readonly Ask[]): NeuronChange[] {
  const changes: NeuronChange[] = [];
  for (const ask of asks) {
    const add = (neuron: number, what: Changed): void =>
      void changes.push({
        id: changes.length + 1,
        neuron,
        what,
        author: ask.author,
        reason: null,
        at: '2026-11-24',
      });
    try {
      if ('undo' in ask) {
        const id = 1 + (ask.undo % (changes.length + 1));
        add(changeToUndo(measured, changes, id).neuron, { kind: 'undo', undoes: id });
      } else {
        const what = changeBy(measured, changes, ask.neuron, ask.setting, ask.author);
        if (what) add(ask.neuron, what);
      }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      expect([400, 404, 409]).toContain(error.status);
      expect(error.errors[0]?.fix).toBeTruthy();
    }
  }
  return changes;
}

const dictionary = (changes: readonly NeuronChange[]): CorrectedDictionary =>
  new CorrectedDictionary(measured, new Corrections(changes), new Map());

const neuron = fc.integer({ min: 0, max: size - 1 });
const author = fc.constantFrom('Ann', 'ann ', 'Bo');
const setting: fc.Arbitrary<Setting> = fc.oneof(
  fc.record({ kind: fc.constant('merged' as const), into: fc.option(fc.integer({ min: 0, max: size })) }),
  fc.record({ kind: fc.constant('sensitive' as const), sensitive: fc.boolean() }),
  fc.record({ kind: fc.constant('hidden' as const), hidden: fc.boolean() }),
  fc.record({ kind: fc.constant('name' as const), name: fc.option(fc.constantFrom('red', 'mug')) }),
);
const ask: fc.Arbitrary<Ask> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ neuron, setting, author }) },
  { weight: 1, arbitrary: fc.record({ undo: fc.nat(), author }) },
);
const asks = fc.array(ask, { maxLength: 40 });

const problem = (act: () => unknown): ProblemError => {
  try {
    act();
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error('it was not refused');
};

describe('the rules of corrections', () => {
  it('never let merges go in a circle, whatever is asked and undone', () => {
    fc.assert(
      fc.property(asks, (given) => {
        const { corrections } = dictionary(play(given));
        for (let of = 0; of < size; of += 1) expect(corrections.circles(of)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('never release a neuron by what a single person does, whatever is asked and undone', () => {
    const byOne = ask.map((one): Ask => ({ ...one, author: 'Ann' }));
    fc.assert(
      fc.property(asks, fc.array(byOne, { maxLength: 20 }), (before, alone) => {
        const earlier = play(before);
        const sensitive = Array.from({ length: size }, (_, of) => of).filter((of) => {
          const now = dictionary(earlier);
          // Where somebody else has proposed already, one more is enough.
          return now.ownSensitive(of) && now.corrections.of(of).release === null;
        });
        // Undoing a mark brings back who had proposed before it: so only histories without earlier proposals.
        if (earlier.some(({ what }) => what.kind === 'sensitive' && !what.sensitive)) return;
        const after = dictionary(play([...before, ...alone]));
        for (const of of sensitive) expect(after.ownSensitive(of)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('write the same thing down once', () => {
    fc.assert(
      fc.property(asks, neuron, setting, author, (before, of, what, by) => {
        const once = play([...before, { neuron: of, setting: what, author: by }]);
        const twice = play([
          ...before,
          { neuron: of, setting: what, author: by },
          { neuron: of, setting: what, author: by },
        ]);
        expect(twice).toEqual(once);
      }),
    );
  });

  it('take two people to release what the dictionary has as sensitive', () => {
    const release = (by: string): Ask => ({
      neuron: 4,
      setting: { kind: 'sensitive', sensitive: false },
      author: by,
    });
    expect(dictionary(play([release('Ann'), release('ANN')])).neuron(4).sensitive).toBe(true);
    expect(dictionary(play([release('Ann'), release('Bo')])).neuron(4).sensitive).toBe(false);
    // The confirmation undone: the proposal stands again.
    expect(
      dictionary(play([release('Ann'), release('Bo'), { undo: 1, author: 'Ann' }])).neuron(4).sensitive,
    ).toBe(true);
  });

  it('say why an undo is refused', () => {
    const marked = play([{ neuron: 0, setting: { kind: 'sensitive', sensitive: true }, author: 'Ann' }]);
    expect(problem(() => changeToUndo(measured, marked, 1))).toMatchObject({
      status: 409,
      code: 'two-people',
    });
    expect(problem(() => changeToUndo(measured, marked, 2))).toMatchObject({ status: 404 });
    const hidden = play([
      { neuron: 0, setting: { kind: 'hidden', hidden: true }, author: 'Ann' },
      { undo: 0, author: 'Bo' },
    ]);
    expect(problem(() => changeToUndo(measured, hidden, 1))).toMatchObject({ code: 'already-undone' });
    expect(problem(() => changeToUndo(measured, hidden, 2))).toMatchObject({ code: 'undo-of-undo' });
    const merged = play([
      { neuron: 0, setting: { kind: 'merged', into: 1 }, author: 'Ann' },
      { neuron: 0, setting: { kind: 'merged', into: null }, author: 'Ann' },
      { neuron: 1, setting: { kind: 'merged', into: 0 }, author: 'Ann' },
    ]);
    expect(problem(() => changeToUndo(measured, merged, 2))).toMatchObject({ code: 'merge-circle' });
  });

  it('keep a name sensitive as long as a neuron that is shown under it is', () => {
    const changes = play([{ neuron: 4, setting: { kind: 'merged', into: 0 }, author: 'Ann' }]);
    expect(dictionary(changes).neuron(0).sensitive).toBe(true);
    expect(
      problem(() => changeBy(measured, changes, 0, { kind: 'sensitive', sensitive: false }, 'Bo')),
    ).toMatchObject({ status: 409, code: 'sensitive-member' });
  });
});
