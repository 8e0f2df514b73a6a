import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldProblems } from '#platform';
import { productFromCsv, reviewFromCsv } from './from-csv.js';
import { productRowSchema, reviewRowSchema } from './product-row.js';

const row = { id: 'a', title: 'A' };

function problems(value: unknown): { field: string; message: string; fix: string }[] {
  const parsed = productRowSchema.safeParse(value);
  return parsed.success ? [] : fieldProblems(parsed.error.issues);
}

describe('a product row', () => {
  it('needs an id and a title only', () => {
    expect(productRowSchema.parse(row)).toEqual({
      ...row,
      description: '',
      price: null,
      currency: null,
      availability: 'in_stock',
      category: [],
      attributes: {},
      pictures: [],
      reviews: [],
      variantOf: null,
    });
  });

  it('says plainly what is missing', () => {
    expect(problems({ id: 'a' })).toEqual([
      { field: 'title', message: 'is missing', fix: 'give a value of type string' },
    ]);
  });

  it('takes numbers and yes/no as attribute values', () => {
    expect(
      productRowSchema.parse({ ...row, attributes: { litres: 0.5, lid: true, sizes: ['S'] } }).attributes,
    ).toEqual({ litres: '0.5', lid: 'yes', sizes: ['S'] });
  });

  it('keeps attributes that are named as what every object has, and refuses the one that can not be kept', () => {
    const attributes = { constructor: 'metal', toString: 'blue', hasOwnProperty: 'yes' };
    expect(Object.entries(productRowSchema.parse({ ...row, attributes }).attributes)).toEqual(
      Object.entries(attributes),
    );
    const line = '{"id":"a","title":"A","attributes":{"__proto__":"x","colour":"red"}}';
    const fromColumns = productFromCsv(
      new Map([...Object.entries(row), ['attributes.__proto__', 'x'], ['attributes.colour', 'red']]),
    );
    const fromCell = productFromCsv(new Map([...Object.entries(row), ['attributes', '{"__proto__":"x"}']]));
    for (const given of [JSON.parse(line) as unknown, fromColumns, fromCell].map((each) =>
      typeof each === 'object' && each !== null && 'value' in each ? each.value : each,
    ))
      expect(problems(given)).toEqual([
        {
          field: 'attributes',
          message: 'holds an attribute named "__proto__"',
          fix: 'give the attribute another name',
        },
      ]);
    expect(problems(JSON.parse('{"id":"a","title":"A","__proto__":{"price":1}}'))).toHaveLength(1);
    expect(
      problems(JSON.parse('{"id":"a","title":"A","reviews":[{"text":"t","__proto__":{"rating":1}}]}')),
    ).toHaveLength(1);
  });

  it.each([
    [{ title: 'A' }, 'id'],
    [{ ...row, id: '' }, 'id'],
    [{ ...row, id: ' a' }, 'id'],
    [{ ...row, id: 'a\nb' }, 'id'],
    [{ ...row, id: 7 }, 'id'],
    [{ ...row, title: '  ' }, 'title'],
    [{ ...row, title: 'x'.repeat(501) }, 'title'],
    [{ ...row, title: 'a\uD800' }, 'title'],
    [{ ...row, title: 'a\u0000' }, 'title'],
    [{ ...row, title: 'Caf\uFFFD' }, 'title'],
    [{ ...row, price: -1 }, 'price'],
    [{ ...row, price: Number.NaN }, 'price'],
    [{ ...row, price: Number.POSITIVE_INFINITY }, 'price'],
    [{ ...row, price: '12,50' }, 'price'],
    [{ ...row, currency: 'euro' }, 'currency'],
    [{ ...row, availability: 'soon' }, 'availability'],
    [{ ...row, category: 'Mugs' }, 'category'],
    [{ ...row, category: Array(11).fill('x') }, 'category'],
    [{ ...row, attributes: { colour: null } }, 'attributes.colour'],
    [{ ...row, attributes: { colour: { r: 1 } } }, 'attributes.colour'],
    [{ ...row, pictures: Array(21).fill('a.png') }, 'pictures'],
    [{ ...row, reviews: [{ text: '' }] }, 'reviews.0.text'],
    [{ ...row, reviews: [{ text: 'x', rating: 6 }] }, 'reviews.0.rating'],
    [{ ...row, reviews: [{ text: 'x', date: 'yesterday' }] }, 'reviews.0.date'],
    [{ ...row, colour: 'red' }, 'body'],
    [[], 'body'],
    [null, 'body'],
  ])('%j is refused under %s', (value, field) => {
    const found = problems(value);
    expect(found.map((problem) => problem.field)).toContain(field);
    for (const problem of found) {
      expect(problem.message.length).toBeGreaterThan(3);
      expect(problem.fix.length).toBeGreaterThan(3);
    }
  });

  it('never lets through what PostgreSQL can not hold', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), fc.string({ unit: 'binary' }), (any, text) => {
        for (const value of [any, { ...row, title: text, attributes: { [text]: text }, category: [text] }]) {
          const parsed = productRowSchema.safeParse(value);
          if (!parsed.success) continue;
          const json = JSON.stringify(parsed.data);
          expect(json).not.toContain('\\u0000');
          expect(json).not.toMatch(/\\ud[89a-f]/i);
        }
      }),
    );
  });
});

describe('a CSV row', () => {
  it('has lists, attribute columns and numbers', () => {
    const record = new Map([
      ['id', 'a'],
      ['title', 'A'],
      ['price', '12.50'],
      ['category', 'Kitchen|Mugs'],
      ['pictures', 'a.png | https://shop.example/b.png'],
      ['attributes.colour', 'red'],
      ['attributes.size', 'S|M'],
      ['attributes', '{"material":"clay"}'],
    ]);
    expect(productFromCsv(record)).toEqual({
      value: {
        id: 'a',
        title: 'A',
        price: 12.5,
        category: ['Kitchen', 'Mugs'],
        pictures: ['a.png', 'https://shop.example/b.png'],
        attributes: { material: 'clay', colour: 'red', size: ['S', 'M'] },
      },
    });
  });

  it.each(['NaN', 'Infinity', '1e3', '0x10', '12,50', '€ 5'])('price %s is no number', (price) => {
    const mapped = productFromCsv(new Map([...Object.entries(row), ['price', price]]));
    expect('value' in mapped && problems(mapped.value)[0]?.field).toBe('price');
  });

  it('reports attributes that are not JSON', () => {
    expect(productFromCsv(new Map([['attributes', '{red}']]))).toMatchObject({
      problem: { field: 'attributes' },
    });
  });

  it('can be a review', () => {
    const value = reviewFromCsv(new Map(Object.entries({ product_id: 'a', rating: '4', text: 'Fine' })));
    expect(reviewRowSchema.parse(value)).toEqual({ product_id: 'a', rating: 4, text: 'Fine' });
  });
});
