import { seededRandom } from '#platform';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { misspelt } from './misspelling.js';

const word = fc.stringMatching(/^[a-z]{1,12}$/);

it('changes a third of the longer words, at least one, by a letter, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), fc.integer(), (words, seed) => {
      const wrong = misspelt(words.join(' '), seededRandom(seed)).split(' ');
      const letters = (least: number) => words.filter(({ length }) => length >= least).length;
      const long = letters(4) || letters(3);
      const changed = words.filter((one, i) => one !== wrong[i]);
      expect(wrong).toHaveLength(words.length);
      expect(changed).toHaveLength(long === 0 ? 0 : Math.max(1, Math.round(long / 3)));
      for (const [i, one] of words.entries()) {
        expect(wrong[i]![0]).toBe(one[0]);
        expect(Math.abs(wrong[i]!.length - one.length)).toBeLessThanOrEqual(1);
      }
    }),
  );
});

it('gives the same text for the same numbers, other texts for others', () => {
  const texts = Array.from({ length: 20 }, (_, seed) => misspelt('striped beach towel', seededRandom(seed)));
  expect(texts).toEqual(texts.map((_, seed) => misspelt('striped beach towel', seededRandom(seed))));
  expect(new Set(texts).size).toBeGreaterThan(10);
});

it('leaves numbers and short words as they are', () => {
  expect(misspelt('t-shirt 1200 ml', seededRandom(1))).toBe('t-shirt 1200 ml');
  expect(misspelt('red mug xl', seededRandom(1))).not.toBe('red mug xl');
});
