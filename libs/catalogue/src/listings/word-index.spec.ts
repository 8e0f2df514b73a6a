import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTsvector } from './tsvector.js';
import { WordIndex } from './word-index.js';

describe('a tsvector in text form', () => {
  it('is read with its labels', () => {
    expect(parseTsvector(`'a''b':1 'c\\\\d':2A,5B,16383 'mug':3C 'no place' 'x:1A':4`)).toEqual([
      { lexeme: `a'b`, labels: ['D'] },
      { lexeme: 'c\\d', labels: ['A', 'B', 'D'] },
      { lexeme: 'mug', labels: ['C'] },
      { lexeme: 'no place', labels: ['D'] },
      { lexeme: 'x:1A', labels: ['D'] },
    ]);
    expect(parseTsvector('')).toEqual([]);
  });
});

describe('ranks by words', () => {
  it('are 1 for every word in the title, less elsewhere, and their mean over the words', () => {
    const index = new WordIndex();
    index.set(0, `'mug':1A 'red':2A`);
    index.set(1, `'mug':1A 'red':5`);
    index.set(2, `'mug':1B`);
    const { best, rank } = index.rank(['red', 'mug'], 10);
    expect(best).toEqual([0, 1, 2]);
    expect(rank(0)).toBeCloseTo(1, 3);
    expect(rank(1)).toBeCloseTo(0.65, 3);
    expect(rank(2)).toBeCloseTo(0.35, 3);
    expect(rank(3)).toBe(0);
  });

  it('count a whole other name in place of the own word, a little less, and never lower a rank', () => {
    const index = new WordIndex();
    index.set(0, `'throw':1A 'pillow':2A`);
    index.set(1, `'cushion':1A`);
    index.set(2, `'power':1A`);
    index.set(3, `'cushion':1A 'throw':2A 'pillow':3A`);
    const synonyms = [{ own: ['throw', 'pillow'], others: [['cushion'], ['power', 'bank']] }];
    const { best, rank } = index.rank(['throw', 'pillow'], 10, undefined, synonyms);
    expect(best).toEqual([0, 3, 1]);
    expect(rank(0)).toBeCloseTo(1, 3);
    expect(rank(1)).toBeCloseTo(0.8, 3);
    expect(rank(2)).toBe(0);
    expect(rank(3)).toBeCloseTo(1, 3);
    expect(index.rank(['throw', 'pillow'], 10).best).toEqual([0, 3]);
    expect(index.rank(['throw', 'pillow'], 10, Uint32Array.of(1, 2), synonyms).best).toEqual([1]);
  });

  const words = ['mug', 'cup', 'red', 'blue', 'tea'];
  const tsvector = fc
    .uniqueArray(fc.tuple(fc.constantFrom(...words), fc.constantFrom('1A', '2B,3', '4C', '7')), {
      selector: ([word]) => word,
    })
    .map((entries) => entries.map(([word, places]) => `'${word}':${places}`).join(' '));
  const change = fc.record({
    ordinal: fc.nat(30),
    search: fc.option(tsvector, { nil: undefined }),
  });

  it('are those of the words themselves and of the best other name, whatever the products hold', () => {
    const name = fc.subarray(words, { minLength: 1, maxLength: 2 });
    fc.assert(
      fc.property(
        fc.array(tsvector, { minLength: 1, maxLength: 30 }),
        fc.subarray(words, { minLength: 1, maxLength: 2 }),
        fc.array(name, { minLength: 1, maxLength: 3 }),
        (products, own, others) => {
          const index = new WordIndex();
          products.forEach((search, ordinal) => index.set(ordinal, search));
          const { rank } = index.rank(own, 10, undefined, [{ own, others }]);
          products.forEach((search, ordinal) => {
            const held = new Set(parseTsvector(search).map(({ lexeme }) => lexeme));
            const ranks = others
              .filter((lexemes) => lexemes.every((lexeme) => held.has(lexeme)))
              .map((lexemes) => 0.8 * index.rank(lexemes, 0).rank(ordinal));
            expect(rank(ordinal)).toBeCloseTo(Math.max(index.rank(own, 0).rank(ordinal), ...ranks), 4);
          });
        },
      ),
    );
  });

  it('are those of an index built at once, whatever was set and deleted before', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 80 }), fc.subarray(words), (changes, asked) => {
        const followed = new WordIndex();
        const last = new Map<number, string>();
        for (const { ordinal, search } of changes) {
          if (search === undefined) {
            followed.delete(ordinal);
            last.delete(ordinal);
          } else {
            followed.set(ordinal, search);
            last.set(ordinal, search);
          }
        }
        const built = new WordIndex();
        for (const [ordinal, search] of last) built.set(ordinal, search);
        const worded = [...last].filter(([, search]) => search !== '').map(([ordinal]) => ordinal);
        expect(new Set(followed.rank(words, 100).best)).toEqual(new Set(worded));
        expect(followed.rank(asked, 100).best).toEqual(built.rank(asked, 100).best);
        for (const word of words) expect(followed.has(word)).toBe(built.has(word));
      }),
    );
  });

  it('give the first of the whole order, among the allowed only', () => {
    fc.assert(
      fc.property(
        fc.array(tsvector, { minLength: 1, maxLength: 40 }),
        fc.subarray(words, { minLength: 1 }),
        fc.nat(10),
        fc.option(fc.uniqueArray(fc.nat(39)), { nil: undefined }),
        (products, asked, limit, allowed) => {
          const index = new WordIndex();
          products.forEach((search, ordinal) => index.set(ordinal, search));
          const { best, rank } = index.rank(asked, limit, allowed && Uint32Array.from(allowed));
          const expected = products
            .map((_, ordinal) => ordinal)
            .filter((ordinal) => rank(ordinal) > 0 && (!allowed || allowed.includes(ordinal)))
            .sort((a, b) => rank(b) - rank(a) || a - b)
            .slice(0, limit);
          expect(best).toEqual(expected);
        },
      ),
    );
  });
});
