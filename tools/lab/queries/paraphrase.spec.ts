import { seededRandom } from '#platform';
import { expect, it } from 'vitest';
import { paraphrasedDescription, paraphrasedQuery, wordsOf } from './paraphrase.js';
import { WordNet } from './wordnet.js';

const wordNet = new WordNet();

it('finds the synonyms of what is sold in shops', () => {
  expect(wordNet.synonyms('sofa')).toEqual(expect.arrayContaining(['couch', 'lounge']));
  expect(wordNet.synonyms('sofas')).toEqual(wordNet.synonyms('sofa'));
  expect(wordNet.synonyms('sweater')).toContain('jumper');
  expect(wordNet.synonyms('red')).not.toContain('communist');
  expect(wordNet.synonyms('flumpish')).toEqual([]);
});

it('says a description in other words, without its names', () => {
  const text =
    'The Zorbo Ranger is a comfortable sofa of soft leather. It has a roomy seat, sturdy legs and a cushion for every guest. Machine wash cold.';
  const said = Array.from({ length: 20 }, (_, seed) =>
    paraphrasedDescription(text, 'Zorbo Ranger Sofa', wordNet, seededRandom(seed)),
  );
  for (const one of said) {
    expect(one).not.toMatch(/zorbo|machine|\bthe\b/);
    const kept = wordsOf(one).filter((word) => wordsOf(text).includes(word));
    expect(kept.length).toBeLessThan(wordsOf(text).length);
  }
  expect(new Set(said).size).toBeGreaterThan(15);
  expect(paraphrasedDescription(text, 'Zorbo Ranger Sofa', wordNet, seededRandom(3))).toBe(said[3]);
});

it('says a query in other words and another order', () => {
  for (let seed = 0; seed < 10; seed += 1) {
    const said = paraphrasedQuery('a comfortable leather sofa', wordNet, seededRandom(seed));
    expect(said).toContain('leather');
    expect(said).not.toBe('sofa comfortable leather');
  }
});
