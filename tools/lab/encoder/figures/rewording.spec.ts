import { seededRandom } from '#platform';
import { describe, expect, it } from 'vitest';
import { misspelt, readParaphrases } from './rewording.js';
import { singular } from './prompts.js';

describe('rewording', () => {
  it('changes one word of a query by one letter and keeps the others', () => {
    const random = seededRandom(1);
    for (let i = 0; i < 200; i += 1) {
      const [red, mug, text] = misspelt('red mug ceramics', random).split(' ');
      expect([red, mug]).toEqual(['red', 'mug']);
      expect(text).not.toBe('ceramics');
      expect(Math.abs(text!.length - 'ceramics'.length)).toBeLessThanOrEqual(1);
      expect(text!.startsWith('c')).toBe(true);
    }
  });

  it('leaves a query of short words as it is', () => {
    expect(misspelt('red mug', seededRandom(1))).toBe('red mug');
  });

  it('has paraphrases that differ from their query', () => {
    const pairs = readParaphrases();
    expect(pairs.length).toBeGreaterThanOrEqual(60);
    for (const [query, other] of pairs) expect(other).not.toBe(query);
  });
});

describe('singular', () => {
  it.each([
    ['casual shoes', 'casual shoe'],
    ['dress', 'dress'],
    ['watches', 'watch'],
    ['accessories', 'accessory'],
    ['backpack', 'backpack'],
  ])('%s is %s', (label, expected) => expect(singular(label)).toBe(expected));
});
