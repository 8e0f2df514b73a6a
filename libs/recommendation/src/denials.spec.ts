import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDenials } from './denials.js';

const terms = [
  'red',
  'blue',
  'navy',
  'navy blue',
  'leather',
  'stripes',
  'iron',
  'sleeves',
  'no sleeves',
  'collar',
  'lamp',
  'no lamp',
];
const neuronOf = (words: string): number | undefined => {
  const at = terms.indexOf(words.toLowerCase());
  return at < 0 ? undefined : at;
};
const read = (text: string): [string, string[]] => {
  const { wanted, denied } = readDenials(text, neuronOf);
  return [wanted, denied.map(({ words }) => words)];
};

describe('denials', () => {
  it.each([
    ['headphones, not red', 'headphones', ['red']],
    ['a teapot that is not red', 'a teapot', ['red']],
    ["a teapot that isn't red", 'a teapot', ['red']],
    ["a teapot that's not red", 'a teapot', ['red']],
    ['not red headphones', 'headphones', ['red']],
    ['t-shirt without stripes', 't-shirt', ['stripes']],
    ['T-shirt WITHOUT Stripes', 'T-shirt', ['Stripes']],
    ['couch but no leather', 'couch', ['leather']],
    ['couch, not made of leather, for two', 'couch, for two', ['leather']],
    ['trousers in any colour except navy', 'trousers', ['navy']],
    ['trousers in any color other than navy blue', 'trousers', ['navy blue']],
    ['shirt, not red or blue', 'shirt', ['red', 'blue']],
    ['shirt without stripes and no collar for work', 'shirt for work', ['stripes', 'collar']],
    ['bag without the leather', 'bag', ['leather']],
    ['anything but red', '', ['red']],
  ])('%s', (text, wanted, denied) => {
    expect(read(text)).toEqual([wanted, denied]);
  });

  it.each([
    ['a known denial is a term of its own', 'dress without sleeves'],
    ['a term that goes on', 'no iron shirt'],
    ['a hyphen', 'no-iron shirt'],
    ['no term of the vocabulary', 'no show socks'],
    ['within a word', 'knot red'],
    ['a number', 'no 5'],
    ['more than a denial', 'not only red'],
    ['nothing after it', 'red, not'],
    ['only', 'nothing but red'],
  ])('are not read into %s: %s', (_, text) => {
    expect(read(text)).toEqual([text, []]);
  });

  it('leave a text alone that has no word of denial', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'red', 'lamp', 'with', 'stripes', ',', 'in', 'any', 'colour')),
        (words) => {
          const text = words.join(' ');
          expect(read(text)).toEqual([text, []]);
        },
      ),
    );
  });

  it('say once what they deny: nothing is read from what is left', () => {
    const some = fc.array(
      fc.constantFrom('a', 'mug', 'red', 'blue', 'not', 'without', 'no', ',', 'or', 'but', 'in', 'lamp'),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(some, (words) => {
        const text = words.join(' ');
        const { wanted, denied } = readDenials(text, neuronOf);
        if (denied.length === 0) expect(wanted).toBe(text);
        else expect(wanted.length).toBeLessThan(text.length);
        for (const one of denied) {
          expect(text).toContain(one.words);
          expect(one.neuron).toBe(neuronOf(one.words));
        }
      }),
    );
  });
});
