import { describe, expect, it } from 'vitest';
import type { Code } from '../dictionary.js';
import type { Term } from '../words/vocabulary.js';
import { anchoredTerms } from './anchored-terms.js';
import { logOdds } from './log-odds.js';
import { MentionedTerms } from '../words/mentioned-terms.js';
import { nameUnits, type CodedProduct } from './name-units.js';

const term = (word: string, facet: Term['facet'], synonyms: string[] = []): Term => ({
  term: word,
  facet,
  phrase: word,
  synonyms,
  sensitive: word === 'for women',
});
const terms = [
  term('red', 'colour'),
  term('blue', 'colour'),
  term('mug', 'category', ['cup']),
  term('coffee cup', 'category'),
];
const code = (...units: number[]): Code => ({
  neurons: Int32Array.from(units),
  activations: Float32Array.from(units, () => 0.5),
});

/** Unit 0 fires for red things, unit 1 for every third thing, unit 2 for red ones but in pictures only. */
function products(count: number): CodedProduct[] {
  return Array.from({ length: count }, (_, i) => {
    const colour = i % 2 === 0 ? 'red' : 'blue';
    const any = i % 3 === 0 ? [1] : [];
    const red = colour === 'red';
    return {
      codes: { image: code(...(red ? [0, 2] : []), ...any), text: code(...(red ? [0] : []), ...any) },
      truths: new Set([`colour/${colour}`, 'category/mug']),
      copy: `a ${colour} mug`,
    };
  });
}

describe('nameUnits', () => {
  const named = nameUnits({
    units: 3,
    terms,
    termCodes: [[code(0)], [code(1)], [code(1)], []],
    anchored: [],
    finding: products(120),
    choosing: products(60),
    measuring: products(90),
    measuringHeldOut: products(90),
  });

  it('names a unit by what its firing detects in both modalities, with all witnesses that proposed it', () => {
    expect(named[0]).toMatchObject({
      name: 'red',
      facet: 'colour',
      sensitive: false,
      witnesses: ['vocabulary', 'copy', 'attributes'],
      image: { positives: 45, auc: 1 },
      text: { positives: 45, auc: 1 },
    });
    expect(named[0]?.confidence).toBeGreaterThan(0.95);
  });

  it('leaves a unit unnamed that detects nothing, or only in pictures', () => {
    expect(named[1]).toBeUndefined();
    expect(named[2]).toBeUndefined();
  });
});

describe('nameUnits for a unit of two terms', () => {
  /** Unit 0 fires for red mugs, unit 1 for mugs of any colour, unit 2 for anything red. */
  const mugsAndCups = (count: number): CodedProduct[] =>
    Array.from({ length: count }, (_, i) => {
      const red = i % 2 === 0;
      const mug = i % 4 < 2;
      const fired = code(...(red && mug ? [0] : []), ...(mug ? [1] : []), ...(red ? [2] : []));
      return {
        codes: { image: fired, text: fired },
        truths: new Set([`colour/${red ? 'red' : 'blue'}`, `category/${mug ? 'mug' : 'coffee cup'}`]),
        copy: '',
      };
    });
  const named = nameUnits({
    units: 3,
    terms,
    termCodes: [],
    anchored: [],
    finding: mugsAndCups(80),
    choosing: mugsAndCups(80),
    measuring: mugsAndCups(80),
    measuringHeldOut: mugsAndCups(80),
  });

  it('names both, and measures the name on what is both', () => {
    expect(named[0]).toMatchObject({
      name: 'red mug',
      facet: 'category',
      parts: [
        { name: 'red', facet: 'colour' },
        { name: 'mug', facet: 'category' },
      ],
      witnesses: ['attributes'],
      image: { positives: 20, auc: 1, firesWithout: 0 },
    });
    expect(named[0]?.confidence).toBeGreaterThan(0.9);
  });

  it('names one where a second says hardly more', () => {
    expect(named.slice(1).map((name) => [name?.name, name?.parts])).toEqual([
      ['mug', undefined],
      ['red', undefined],
    ]);
  });
});

describe('nameUnits for units held at words', () => {
  const [asHeld, wronglyHeld, unknown] = nameUnits({
    units: 3,
    terms,
    termCodes: [[code(0)], [code(1)], [], []],
    // Unit 1 fires for every third thing, red or not; of coffee cups nothing is known.
    anchored: [0, 0, 3],
    finding: products(120),
    choosing: products(60),
    measuring: products(90),
    measuringHeldOut: products(90),
  });

  it('takes the word for the name, and says by measurement how sure it is', () => {
    expect(asHeld).toMatchObject({ name: 'red', image: { auc: 1 }, text: { auc: 1 } });
    expect(asHeld?.confidence).toBeGreaterThan(0.95);
    expect(wronglyHeld).toMatchObject({ name: 'red', facet: 'colour' });
    expect(wronglyHeld?.confidence).toBeCloseTo(0.5, 2);
  });

  it('says even odds where nothing could be measured, which is below what may be told', () => {
    expect(unknown).toEqual({
      name: 'coffee cup',
      facet: 'category',
      sensitive: false,
      witnesses: ['vocabulary'],
      confidence: 0.5,
    });
  });
});

describe('heldTerms', () => {
  const directions = [Float32Array.of(2, 0, 0), Float32Array.of(0, 1, 0)];
  const rows = {
    image: [Float32Array.of(1, 0, 0), Float32Array.of(0, 0.9, 0.43589), Float32Array.of(0, 0, 1)],
    text: [Float32Array.of(1, 0, 0), Float32Array.of(0, 1, 0), Float32Array.of(0, 0, 1)],
  };
  it('finds the units whose directions are one, and a word’s', () => {
    expect(
      anchoredTerms({ size: 3, direction: (unit, modality) => rows[modality][unit]! }, directions),
    ).toEqual([0, undefined, undefined]);
  });
});

describe('confidence of a name', () => {
  /** Unit 0 fires for red things, unit 1 for red things and for every kettle. */
  const withKettles = (count: number): CodedProduct[] => [
    ...products(count).map(({ truths, copy }) => {
      const fired = truths.has('colour/red') ? code(0, 1) : code();
      return { codes: { image: fired, text: fired }, truths, copy };
    }),
    ...Array.from({ length: count / 3 }, () => ({
      codes: { image: code(1), text: code(1) },
      truths: new Set(['colour/blue', 'category/kettle']),
      copy: 'a blue kettle',
    })),
  ];
  const [red, redOrKettle] = nameUnits({
    units: 2,
    terms,
    termCodes: [[code(0, 1)], [], [], []],
    anchored: [],
    finding: withKettles(60),
    choosing: withKettles(60),
    measuring: withKettles(60),
    measuringHeldOut: withKettles(60),
  });

  it('is that of the kind of product where the unit is wrong most often', () => {
    expect(red?.confidence).toBeGreaterThan(0.95);
    expect(redOrKettle?.name).toBe('red');
    // 20 of 50 that are not red fire it, but all 20 kettles: 1 / (1 + .88), and one firing of each kind added.
    expect(redOrKettle?.confidence).toBeCloseTo(31 / (30 * 1.88 + 2), 6);
  });
});

describe('MentionedTerms', () => {
  const mentioned = new MentionedTerms(terms);
  it.each([
    [['Two red mugs'], ['colour/red', 'category/mug']],
    [['Coffee cups, blue'], ['category/coffee cup', 'category/mug', 'colour/blue']],
    [['reddish smug'], []],
    [[], []],
  ])('in %j are %j', (texts, expected) => {
    expect(mentioned.in(texts).sort()).toEqual(expected.toSorted());
  });
});

describe('logOdds', () => {
  it('puts a word first that stands in some texts only, and one that stands everywhere near 0', () => {
    const found = logOdds(
      new Map([
        ['red', 30],
        ['the', 30],
      ]),
      new Map([
        ['red', 32],
        ['the', 300],
        ['mug', 300],
      ]),
    );
    expect(found[0]?.word).toBe('red');
    expect(found[0]?.z).toBeGreaterThan(3);
    expect(Math.abs(found[1]?.z ?? 9)).toBeLessThan(3);
  });
});
