import { seededRandom } from '#platform';
import { expect, it } from 'vitest';
import type { EvalCatalogue } from '../data/catalogue.js';
import type { SourceRecord } from '../data/data-folder.js';
import { holdOutReviews, withoutTitle } from '../data/data-sets.js';
import { longestSentence, phraseQueries, queryKinds } from './query-kinds.js';

const record = (id: string, more: Partial<SourceRecord> = {}): SourceRecord => ({
  id,
  file: `set-000.tar/${id}.webp`,
  title: `Aero Tee ${id}`,
  description: '',
  category: ['Tops', 'Tees'],
  attributes: {},
  reviews: [],
  ...more,
});

const filler = Array.from({ length: 20 }, (_, i) => `filler-${i}`);
const catalogue: EvalCatalogue = {
  products: ['red', 'blue', ...filler].map((id) => ({ id, title: id, pictures: [] })),
  pictures: new Map(),
  groups: new Map([
    ['red', 'tee'],
    ['blue', 'tee'],
  ]),
  titles: new Map([
    ['red', 'Tee Red'],
    ['blue', 'Tee Blue'],
  ]),
  facts: new Map([
    ['red', { colour: ['red'], kind: ['tee'], gender: ['men', 'women'] }],
    ['blue', { colour: ['blue'], kind: ['tee'], gender: [] }],
  ]),
  phrases: ['{colour} {kind} for {gender}', '{kind}'],
  heldOutReviews: [{ group: 'tee', text: 'Nice. It has kept its colour after many washes.' }],
  shopperTexts: [{ group: 'tee', text: 'something light to sweat in' }],
};

const queries = (name: string) =>
  queryKinds.find((kind) => kind.name === name)!.build(catalogue, seededRandom(1));

it('asks for titles, and takes every product of the group', async () => {
  expect(await queries('title')).toEqual([
    { text: 'Tee Red', right: new Set(['red', 'blue']) },
    { text: 'Tee Blue', right: new Set(['red', 'blue']) },
  ]);
});

it('fills phrases with every combination of facts, and drops those that a tenth of the catalogue fits', () => {
  expect(phraseQueries(catalogue)).toEqual([
    { text: 'red tee for men', right: new Set(['red']) },
    { text: 'red tee for women', right: new Set(['red']) },
    { text: 'tee', right: new Set(['red', 'blue']) },
  ]);
  const narrow = { ...catalogue, products: catalogue.products.slice(0, 10) };
  expect(phraseQueries(narrow).map(({ text }) => text)).toEqual(['red tee for men', 'red tee for women']);
});

it('asks with the longest sentence of a review', async () => {
  expect(longestSentence('Good. It is really very good! Ok?')).toBe('It is really very good!');
  expect(await queries('review')).toEqual([
    { text: 'It has kept its colour after many washes.', right: new Set(['red', 'blue']) },
  ]);
});

it('holds out one review of a family that has several, and none of one with a single one', () => {
  const reviews = [{ text: 'one' }, { text: 'two' }];
  const held = holdOutReviews([
    record('a', { family: 'f', reviews }),
    record('b', { family: 'f', reviews }),
    record('c', { reviews: [{ text: 'three' }] }),
  ]);
  expect(held).toHaveLength(1);
  expect(held[0]).toMatchObject({ group: 'f' });
  expect(['one', 'two']).toContain(held[0]?.text);
});

it('takes a title out of every text of a product', () => {
  const masked = withoutTitle(
    record('Black', {
      title: 'Aero (V-neck) Tee Black',
      description: 'The aero (v-neck) tee dries quickly.',
      reviews: [{ title: 'Aero (V-neck) Tee Black', text: 'I like my Aero (V-neck) Tee Black.' }],
      attributes: { url_key: 'aero tee black', color: 'Black' },
    }),
  );
  expect(masked.title).toBe('Tees');
  expect(masked.description).toBe('The product dries quickly.');
  expect(masked.reviews).toEqual([{ title: 'product', text: 'I like my product.' }]);
  expect(masked.attributes).toEqual({ color: 'Black' });
});
