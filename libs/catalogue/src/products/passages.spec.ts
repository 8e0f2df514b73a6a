import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passages, reviewText } from './passages.js';

const product = {
  title: 'Red Mug',
  description: '',
  category: ['Kitchen', 'Mugs'],
  attributes: { colour: 'red', dishwasherSafe: 'yes', sizes: ['S', 'M'] },
};
const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);

describe('passages', () => {
  it('start with the title by itself, then what the structured fields say', () => {
    expect(passages(product)).toEqual([
      'Red Mug',
      'Kitchen, Mugs. colour red, dishwasher safe yes, sizes S M',
    ]);
    expect(passages({ ...product, category: [] })[1]).toBe('colour red, dishwasher safe yes, sizes S M');
    expect(passages({ ...product, attributes: {} })[1]).toBe('Kitchen, Mugs');
    expect(passages({ title: 'Bare', description: '', category: [], attributes: {} })).toEqual(['Bare']);
  });

  it('keep sentences whole where they fit', () => {
    const first = `One ${'one '.repeat(29).trim()}.`;
    const second = `Two ${'two '.repeat(19).trim()}.`;
    expect(passages({ ...product, description: `${first} ${second}` }).slice(2)).toEqual([first, second]);
  });

  it('hold every word of the description in order, at most 40 in each', () => {
    const text = fc.array(fc.constantFrom('cup', 'hot.', 'tea', 'Blue', 'No!', 'line\n', 'e.g.'), {
      maxLength: 300,
    });
    fc.assert(
      fc.property(text, (parts) => {
        const description = parts.join(' ');
        const found = passages({ ...product, description }).slice(2);
        expect(found.flatMap(words)).toEqual(words(description));
        for (const passage of found) expect(words(passage).length).toBeLessThanOrEqual(40);
      }),
    );
  });

  it('are at most 32', () => {
    expect(passages({ ...product, description: 'word '.repeat(5_000) })).toHaveLength(32);
  });
});

it('a review is its title and text', () => {
  expect(reviewText({ title: 'Warm', text: 'Good.' })).toBe('Warm. Good.');
  expect(reviewText({ text: 'Good.' })).toBe('Good.');
});
