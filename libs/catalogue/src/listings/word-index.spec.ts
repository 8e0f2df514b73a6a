import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bm25, rarity, saturation } from './bm25.js';
import { labelWeights } from './ts-rank.js';
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

describe('coverage by words', () => {
  it('is 1 for every word in the title, less elsewhere, and its mean over the words', () => {
    const index = new WordIndex();
    index.set(0, `'mug':1A 'red':2A`);
    index.set(1, `'mug':1A 'red':5`);
    index.set(2, `'mug':1B`);
    const { coverage } = index.rank(['red', 'mug'], 10);
    expect(coverage(0)).toBeCloseTo(1, 3);
    expect(coverage(1)).toBeCloseTo(0.65, 3);
    expect(coverage(2)).toBeCloseTo(0.35, 3);
    expect(coverage(3)).toBe(0);
  });

  it('counts a whole other name in place of the own word, a little less, and never lowers', () => {
    const { coverage } = withOtherNames().rank(['throw', 'pillow'], 10, undefined, otherNames);
    expect(coverage(0)).toBeCloseTo(1, 3);
    expect(coverage(1)).toBeCloseTo(0.8, 3);
    expect(coverage(2)).toBe(0);
    expect(coverage(3)).toBeCloseTo(1, 3);
  });
});

const otherNames = [{ own: ['throw', 'pillow'], others: [['cushion'], ['power', 'bank']] }];

function withOtherNames(): WordIndex {
  const index = new WordIndex();
  index.set(0, `'throw':1A 'pillow':2A`);
  index.set(1, `'cushion':1A 'soft':2A`);
  index.set(2, `'power':1A 'soft':2A`);
  index.set(3, `'cushion':1A 'throw':2A 'pillow':3A`);
  return index;
}

describe('ranks by words', () => {
  it('put rare words before common ones, titles before reviews, short products before long ones', () => {
    const index = new WordIndex();
    index.set(0, `'mug':1A 'plain':2A`);
    index.set(1, `'mug':1A 'plain':2A`);
    index.set(2, `'teapot':1A 'plain':2A`);
    index.set(3, `'kettle':1A 'plain':2A`);
    index.set(4, `'kettle':1 'plain':2A`);
    index.set(5, `'kettle':1 'plain':2A 'more':3,4,5,6,7,8`);
    const { best, score } = index.rank(['mug', 'teapot', 'kettle'], 10);
    expect(best).toEqual([2, 0, 1, 3, 4, 5]);
    expect(score(6)).toBe(0);
  });

  it('give 1 for a rare word that stands once in a title of usual length', () => {
    const index = new WordIndex();
    index.set(0, `'mug':1A 'red':2A`);
    index.set(1, `'cup':1A 'blue':2A`);
    expect(index.rank(['mug'], 10).score(0)).toBeCloseTo(1, 6);
    expect(index.rank(['mug', 'red'], 10).score(0)).toBeCloseTo(2, 6);
    expect(index.rank(['mug', 'red', 'tea'], 10).score(0)).toBeCloseTo(
      (2 / 3) * 2 * (2 / 3) ** bm25.coordination,
      6,
    );
  });

  it('count a whole other name in place of the own word, a little less, and never lower a rank', () => {
    const index = withOtherNames();
    const plain = index.rank(['throw', 'pillow'], 10);
    const { best, score } = index.rank(['throw', 'pillow'], 10, undefined, otherNames);
    expect(best).toEqual([0, 3, 1]);
    expect(score(0)).toBe(plain.score(0));
    expect(score(1)).toBeGreaterThan(0);
    expect(score(2)).toBe(0);
    expect(score(3)).toBe(plain.score(3));
    expect(plain.best).toEqual([0, 3]);
    expect(index.rank(['throw', 'pillow'], 10, Uint32Array.of(1, 2), otherNames).best).toEqual([1]);
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

  const products = fc.array(tsvector, { minLength: 1, maxLength: 30 });

  /** BM25F by the book, product by product. */
  function byTheBook(products: readonly string[], asked: readonly string[]): (ordinal: number) => number {
    const read = products.map(
      (search) =>
        new Map(
          parseTsvector(search).map(({ lexeme, labels }) => [
            lexeme,
            labels.reduce((sum, label) => sum + labelWeights[label], 0),
          ]),
        ),
    );
    const lengths = read.map((own) => [...own.values()].reduce((sum, frequency) => sum + frequency, 0));
    const mean = lengths.reduce((sum, length) => sum + length, 0) / products.length;
    const holdersOf = (lexeme: string): number => read.filter((own) => own.has(lexeme)).length;
    const mass = (some: readonly string[]): number =>
      some.reduce((sum, lexeme) => sum + rarity(holdersOf(lexeme), products.length), 0);
    const known = mass(asked.filter((lexeme) => holdersOf(lexeme) > 0)) / mass(asked);
    return (ordinal) => {
      const share = asked.filter((lexeme) => read[ordinal]?.has(lexeme)).length / asked.length;
      const whole = asked.reduce((sum, lexeme) => {
        const frequency = read[ordinal]?.get(lexeme);
        if (frequency === undefined) return sum;
        const { k1, b } = bm25;
        return (
          sum +
          rarity(holdersOf(lexeme), products.length) * saturation(frequency, lengths[ordinal]! / mean, k1, b)
        );
      }, 0);
      return share > 0 ? known * whole * share ** bm25.coordination : 0;
    };
  }

  it('are those of BM25F computed product by product', () => {
    fc.assert(
      fc.property(products, fc.subarray(words), (all, asked) => {
        const index = new WordIndex();
        all.forEach((search, ordinal) => index.set(ordinal, search));
        const { score } = index.rank(asked, 10);
        const expected = byTheBook(all, asked);
        all.forEach((_, ordinal) => expect(score(ordinal)).toBeCloseTo(expected(ordinal), 4));
      }),
    );
  });

  const name = fc.subarray(words, { minLength: 1, maxLength: 2 });

  it('never fall by other names, nor rise above what the own words could be worth, and coverage is that of the best name', () => {
    fc.assert(
      fc.property(
        products,
        fc.subarray(words, { minLength: 1, maxLength: 2 }),
        fc.array(name, { minLength: 1, maxLength: 3 }),
        (all, own, others) => {
          const index = new WordIndex();
          all.forEach((search, ordinal) => index.set(ordinal, search));
          const plain = index.rank(own, 100);
          const named = index.rank(own, 100, undefined, [{ own, others }]);
          all.forEach((search, ordinal) => {
            const held = new Set(parseTsvector(search).map(({ lexeme }) => lexeme));
            const covered = others
              .filter((lexemes) => lexemes.every((lexeme) => held.has(lexeme)))
              .map((lexemes) => 0.8 * index.rank(lexemes, 0).coverage(ordinal));
            expect(named.coverage(ordinal)).toBeCloseTo(Math.max(plain.coverage(ordinal), ...covered), 4);
            expect(named.score(ordinal)).toBeGreaterThanOrEqual(plain.score(ordinal));
            expect(named.score(ordinal)).toBeLessThan(own.length * (1 + bm25.k1) + 1e-4);
            expect(named.score(ordinal) > 0).toBe(plain.score(ordinal) > 0 || covered.length > 0);
            expect(named.best.includes(ordinal)).toBe(named.score(ordinal) > 0);
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
        const [before, after] = [followed.rank(asked, 100).score, built.rank(asked, 100).score];
        for (const ordinal of last.keys()) expect(before(ordinal)).toBe(after(ordinal));
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
        (all, asked, limit, allowed) => {
          const index = new WordIndex();
          all.forEach((search, ordinal) => index.set(ordinal, search));
          const { best, score } = index.rank(asked, limit, allowed && Uint32Array.from(allowed));
          const expected = all
            .map((_, ordinal) => ordinal)
            .filter((ordinal) => score(ordinal) > 0 && (!allowed || allowed.includes(ordinal)))
            .sort((a, b) => score(b) - score(a) || a - b)
            .slice(0, limit);
          expect(best).toEqual(expected);
        },
      ),
    );
  });
});
