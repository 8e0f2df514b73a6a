import { describe, expect, it } from 'vitest';
import { readVocabulary, type Term } from './vocabulary.js';
import { WordDictionary } from './word-dictionary.js';

function term(word: string, facet: Term['facet'], synonyms: string[] = []): Term {
  const phrase = facet === 'category' ? `a ${word}` : `a ${word} product`;
  return { term: word, facet, phrase, synonyms, sensitive: false };
}

const terms = [
  term('cushion', 'category', ['throw pillow', 'scatter cushion']),
  term('blanket', 'category', ['throw']),
  term('red', 'colour'),
  term('grey', 'colour', ['gray']),
  term('wood', 'material', ['wooden']),
  term('throw', 'use'),
];
const direction = Float32Array.of(1, 0);
const words = new WordDictionary(
  'words/test',
  terms,
  terms.map(() => direction),
  undefined,
);

describe('the words of the dictionary of words', () => {
  it.each([
    ['cushion', 0],
    ['Cushions', 0],
    ['throw pillows', 0],
    ['gray', 3],
    // Its own name goes before another term's synonym.
    ['throw', 5],
    ['mug', undefined],
    ['', undefined],
  ])('%s names %s', (text, neuron) => {
    expect(words.named(text)).toBe(neuron);
  });

  it('are found in a text, of terms within one another the longest', () => {
    expect(words.termsIn('Two red throw pillows, a wooden box')).toEqual([
      { words: 'red', neuron: 2 },
      { words: 'throw pillows', neuron: 0 },
      { words: 'wooden', neuron: 4 },
    ]);
    expect(words.termsIn('')).toEqual([]);
  });

  it('have other names', () => {
    expect(words.synonymsIn('red throw pillow in gray')).toEqual([
      { words: 'throw pillow', others: ['cushion', 'scatter cushion'] },
      { words: 'gray', others: ['grey'] },
    ]);
  });

  it('are all said by a text, within one another too, also by another name', () => {
    const said = words.namesIn('Two red Throw Pillows in gray');
    for (const name of ['red', 'throw pillow', 'cushion', 'throw', 'gray', 'grey', 'pillow in gray'])
      expect(said).toContain(name);
    for (const name of ['blanket', 'wood', 'red pillow', 'cushions']) expect(said).not.toContain(name);
    expect(words.namesIn('').size).toBe(0);
  });

  it('are said of a thing', () => {
    expect(words.phrase(2, 'mug')).toBe('a red mug');
    expect(words.phrase(0, 'mug')).toBe('a cushion');
  });

  it('of the shipped vocabulary are found by each of their names', async () => {
    const shipped = await readVocabulary();
    const dictionary = new WordDictionary('words/shipped', shipped, [], undefined);
    for (const { term: name, synonyms } of shipped)
      for (const word of [name, ...synonyms]) expect(dictionary.named(word), word).toBeDefined();
  });
});
