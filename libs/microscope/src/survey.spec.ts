import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Channel } from '#encoder';
import type { Listing } from '#catalogue';
import { RandomDictionary } from '../../../test/support/random-dictionary.js';
import { figuresOf } from './figures.js';
import { firingPairs } from './firing-pairs.js';
import { catalogueQueries } from './known-queries.js';
import { neighbours } from './neighbours.js';
import { Survey, type CodedAtomOf } from './survey.js';
import { topOfChannel, topProducts } from './top.js';

const size = 5;
const at = new Date(0);

const listing = (id: number, more: Partial<Listing> = {}): Listing => ({
  id: `p${id}`,
  ordinal: id,
  title: `Product ${id}`,
  description: '',
  price: null,
  currency: null,
  availability: 'in_stock',
  category: ['all'],
  attributes: {},
  variantOf: null,
  pictures: [],
  reviews: { count: 0, averageRating: null },
  ...more,
});

const atom = (
  product: number,
  channel: Channel,
  position: number,
  fires: Readonly<Record<number, number>>,
): CodedAtomOf => ({
  product,
  channel,
  position,
  code: {
    neurons: Int32Array.from(Object.keys(fires), Number),
    activations: Float32Array.from(Object.values(fires)),
  },
});

const shop = new Survey(
  [listing(0), listing(1), listing(2), listing(3)],
  [
    atom(0, 'image', 0, { 0: 0.5, 1: 0.25 }),
    atom(0, 'image', 1, { 0: 0.75 }),
    atom(0, 'description', 0, { 0: 0.5 }),
    atom(0, 'reviews', 0, { 2: 0.5 }),
    atom(1, 'image', 0, { 1: 1 }),
    atom(1, 'description', 0, { 0: 1 }),
    atom(1, 'description', 1, { 0: 0.25 }),
    // Without words, without a picture: these can't agree.
    atom(2, 'image', 0, { 0: 1 }),
    atom(3, 'description', 0, { 0: 1 }),
  ],
  size,
  at,
);

describe('a survey', () => {
  it('is the codes turned round', () => {
    const coded = fc.array(
      fc.record({
        channel: fc.constantFrom<Channel>('image', 'description', 'reviews'),
        fires: fc.dictionary(fc.constantFrom('0', '1', '2', '3', '4'), fc.constantFrom(0.25, 0.5, 0.75, 1), {
          maxKeys: 4,
        }),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(coded, (atoms) => {
        const survey = new Survey(
          [listing(0)],
          atoms.map(({ channel, fires }, i) => atom(0, channel, i, fires)),
          size,
          at,
        );
        expect(survey.counts.image + survey.counts.text).toBe(atoms.length);
        for (let neuron = 0; neuron < size; neuron += 1) {
          const found = [...survey.strongest(neuron, 'image'), ...survey.strongest(neuron, 'text')];
          const expected = atoms.flatMap(({ fires }, i) => {
            const activation = fires[String(neuron)];
            return activation === undefined ? [] : [{ atom: i, activation }];
          });
          expect(found.toSorted((a, b) => a.atom - b.atom)).toEqual(expected);
        }
        for (const { atom: i } of survey.strongest(0, 'image')) expect(atoms[i]?.channel).toBe('image');
      }),
    );
  });

  it('gives the strongest first, and nothing of a neuron that is not there', () => {
    expect(shop.strongest(0, 'text').map(({ activation }) => activation)).toEqual([1, 1, 0.5, 0.25]);
    expect(shop.strongest(4, 'image')).toEqual([]);
    expect(shop.of(size).atoms).toHaveLength(0);
  });

  it('counts how often neurons fire, and agreement among products with pictures and words', () => {
    expect(figuresOf(shop)).toMatchObject([
      { fires: { image: 3, text: 4 }, either: 2, both: 1 },
      { fires: { image: 2, text: 0 }, either: 2, both: 0 },
      { fires: { image: 0, text: 1 }, either: 1, both: 0 },
      { either: 0, both: 0 },
      { either: 0, both: 0 },
    ]);
  });

  it('pairs the first picture with the first passage', () => {
    expect(firingPairs(shop, 0)).toEqual([
      { image: 0.5, text: 0.5, category: 'all' },
      { image: 0, text: 1, category: 'all' },
    ]);
  });

  it('ranks products by picture and words together, and shows one atom of each', () => {
    const [image, text] = [shop.strongest(0, 'image'), shop.strongest(0, 'text')];
    expect(topProducts(shop, image, text, 3).map(({ product }) => product)).toEqual([0, 1, 2]);
    expect(topProducts(shop, image, text, 1)[0]).toMatchObject({ image: { atom: 1 }, text: { atom: 2 } });
    expect(topOfChannel(shop, text, 'description', 9).map(({ atom: i }) => i)).toEqual([5, 8, 2]);
    expect(topOfChannel(shop, text, 'reviews', 9)).toEqual([]);
  });
});

describe('neighbours', () => {
  it('are the others by the cosine of their directions in one modality', () => {
    const dictionary = new RandomDictionary('neighbours', 6);
    for (const modality of ['image', 'text'] as const) {
      const found = neighbours(dictionary, 2, modality, 9);
      expect(found.map(({ neuron }) => neuron).sort()).toEqual([0, 1, 3, 4, 5]);
      expect(found.map(({ cosine }) => cosine)).toEqual(
        found.map(({ cosine }) => cosine).toSorted((a, b) => b - a),
      );
      for (const { cosine } of found) expect(Math.abs(cosine)).toBeLessThanOrEqual(1 + 1e-6);
    }
    expect(neighbours(dictionary, 2, 'image', 2)).toHaveLength(2);
  });
});

describe('queries of a catalogue', () => {
  it('are its categories and the values of its attributes that hold letters', () => {
    const queries = catalogueQueries([
      listing(0, { category: ['Kitchen', 'Mugs'], attributes: { colour: ['red', 'blue'], size: '25' } }),
      listing(1, { category: ['Kitchen'], attributes: { colour: 'red', care: 'x'.repeat(41) } }),
    ]);
    expect(queries).toEqual([
      { text: 'red', from: 'attribute' },
      { text: 'blue', from: 'attribute' },
      { text: 'Kitchen', from: 'category' },
      { text: 'Mugs', from: 'category' },
    ]);
  });
});
