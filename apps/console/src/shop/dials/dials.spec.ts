import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDials, weightWords, withDial } from './dial';
import { changesSentence, rankChanges } from './rank-changes';

describe('dials in the address', () => {
  it.each(['', '5', '5:', '5:0', '5:-0', '5:3', '5:2.5', '5:x', '-5:1', '5:1e1', '99999999:1', ' 5:1'])(
    'do not follow "%s"',
    (text) => expect(readDials([text])).toEqual([]),
  );

  it('hold each neuron once, and ten at most', () => {
    expect(readDials(['5:1', '5:2'])).toEqual([{ neuron: 5, weight: 1 }]);
    expect(readDials(Array.from({ length: 12 }, (_, neuron) => `${neuron}:1`))).toHaveLength(10);
  });
});

describe('turning', () => {
  it('sets, changes in place and takes off', () => {
    const one = withDial([], { neuron: 5, weight: 1 });
    const two = withDial(one, { neuron: 6, weight: -0.5 });
    expect(withDial(two, { neuron: 5, weight: 2 })).toEqual([
      { neuron: 5, weight: 2 },
      { neuron: 6, weight: -0.5 },
    ]);
    expect(withDial(two, { neuron: 5, weight: 0 })).toEqual([{ neuron: 6, weight: -0.5 }]);
  });

  it('is said in words', () => {
    expect([-2, -1, -0.25, 0, 0.5, 1, 1.5].map(weightWords)).toEqual([
      'much less',
      'less',
      'a little less',
      'as it is',
      'a little more',
      'more',
      'much more',
    ]);
  });
});

describe('what changed', () => {
  it('tells who is new and how many places the others rose or fell', () => {
    const changes = rankChanges(['a', 'b', 'c', 'd'], ['c', 'b', 'a', 'e']);
    expect([...changes.changed]).toEqual([
      ['c', 2],
      ['a', -2],
      ['e', 'new'],
    ]);
    expect(changes).toMatchObject({ risen: 1, fallen: 1, entered: 1, left: 1 });
    expect(changesSentence(changes)).toBe('Beside the search without it: 1 new, 1 higher, 1 lower.');
    expect(changesSentence(rankChanges(['a'], ['a']))).toBe('This changes no place.');
  });

  it('leads from any slate back to the one before', () => {
    const slate = fc.uniqueArray(fc.string(), { maxLength: 30 });
    fc.assert(
      fc.property(slate, slate, (before, after) => {
        const { changed, entered, left } = rankChanges(before, after);
        for (const [place, id] of after.entries()) {
          const change = changed.get(id) ?? 0;
          expect(change === 'new' ? -1 : place + change).toBe(before.indexOf(id));
        }
        expect(after.length - entered).toBe(before.length - left);
      }),
    );
  });
});
