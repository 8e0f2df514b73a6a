import type { QuerySource } from '../decompose/query-component.js';
import { describe, expect, it } from 'vitest';
import type { Facet, Neuron } from '#neurons';
import type { Reason, ActiveIn } from './reasons.js';
import { namedReasons, shopperSentence } from './sentence.js';

function neuron(name: string | null, facet: Facet, more: Partial<Neuron> = {}): Neuron {
  return { id: 1, name, facet, confidence: 0.9, sensitive: false, ...more };
}

const picture: ActiveIn = { channel: 'image', firing: 1, of: 1 };
const description: ActiveIn = { channel: 'description', firing: 1, of: 1 };
const reviews: ActiveIn = { channel: 'reviews', firing: 2, of: 7 };

function reason(
  of: Neuron,
  activeIn: ActiveIn[] = [picture],
  askedBy: QuerySource[] = ['text'],
  said = true,
): Reason {
  return {
    neuron: of,
    contribution: { neuron: of.id, byChannel: { image: 0.2, description: 0, reviews: 0 }, total: 0.2 },
    channel: activeIn[0]!.channel,
    atom: { position: 0, text: null, activation: 0.3 },
    share: 0.4,
    activeIn,
    askedBy,
    said,
    dominated: false,
  };
}

const overall = 'A match by overall similarity, not by single features.';
const red = neuron('red', 'colour');
const ceramic = neuron('ceramic', 'material');
const mug = neuron('mug', 'category');

const sentenceOf = (reasons: readonly Reason[], share = 0.8, mostlyWords = false): string =>
  shopperSentence(namedReasons(reasons), share, mostlyWords);

describe('shopperSentence', () => {
  it.each<[string, Reason[]]>([
    ['Red, as you asked: seen in the picture.', [reason(red)]],
    ['A red ceramic mug, as you asked: seen in the picture.', [reason(mug), reason(ceramic), reason(red)]],
    [
      'Red and made of ceramic, as you asked: seen in the picture and 2 of 7 reviews.',
      [reason(red, [picture, reviews]), reason(ceramic, [picture, reviews])],
    ],
    [
      'Red and made of ceramic, as you asked: red in the picture, ceramic in the description.',
      [reason(red), reason(ceramic, [description])],
    ],
    [
      'A mug, like the picture you showed; red, as you asked: seen in the picture.',
      [reason(mug, [picture], ['image']), reason(red)],
    ],
    [
      'Red, as you asked and like the picture you showed: seen in the picture.',
      [reason(red, [picture], ['image', 'text'])],
    ],
    [
      'A mug, close to what you asked: seen in the picture.',
      [reason(mug, [picture], ['text'], false), reason(red, [picture], ['text'], false)],
    ],
    [
      'A mug, as you asked: seen in the picture.',
      [reason(mug), reason(neuron('scissors', 'category'), [picture], ['text'], false)],
    ],
    [
      'Red, like the picture you showed: seen in the picture.',
      [reason(red, [picture], ['image', 'text'], false)],
    ],
    [
      'Red, like what you liked: seen in its one review.',
      [reason(red, [{ channel: 'reviews', firing: 1, of: 1 }], ['like'])],
    ],
    [
      'A mug with a handle, as you asked: seen in 1 of 2 pictures.',
      [
        reason(mug, [{ channel: 'image', firing: 1, of: 2 }]),
        reason(neuron('handle', 'part'), [{ channel: 'image', firing: 1, of: 2 }]),
      ],
    ],
    [
      'Jeans for hiking, as you asked: seen in the picture.',
      [reason(neuron('jeans', 'category')), reason(neuron('hiking', 'use'))],
    ],
    [
      'An olive dress, as you asked: seen in the picture.',
      [reason(neuron('olive', 'colour')), reason(neuron('dress', 'category'))],
    ],
    ['A USB cable, as you asked: seen in the picture.', [reason(neuron('USB cable', 'category'))]],
    ['Jewellery, as you asked: seen in the picture.', [reason(neuron('jewellery', 'category'))]],
  ])('%s', (sentence, reasons) => {
    expect(sentenceOf(reasons)).toBe(sentence);
  });

  it.each<[string, Reason[], number]>([
    ['less than a quarter is explained', [reason(red)], 0.24],
    ['there is no reason', [], 0.9],
    ['no name is sure enough', [reason(neuron('red', 'colour', { confidence: 0.59 }))], 0.9],
    ['the neuron is about people', [reason(neuron('for women', 'style', { sensitive: true }))], 0.9],
    ['the neuron has no name', [reason(neuron(null, 'style'))], 0.9],
    ['another category outdoes it', [{ ...reason(mug), dominated: true }], 0.9],
  ])('speaks of overall similarity when %s', (_case, reasons, explained) => {
    expect(sentenceOf(reasons, explained)).toBe(overall);
  });

  it('speaks of words where they carry more than what neurons could explain, and no name may be said', () => {
    expect(sentenceOf([], 0.8, true)).toBe('It is described in words like yours.');
    expect(sentenceOf([reason(red)], 0.8, true)).toBe('Red, as you asked: seen in the picture.');
  });

  it('says a name once, where several neurons have it', () => {
    const twice = [reason(mug), reason(neuron('mug', 'category', { id: 2 })), reason(red)];
    expect(sentenceOf(twice)).toBe('A red mug, as you asked: seen in the picture.');
  });

  it('says a name of two terms in place of both, in the order of words', () => {
    const black = neuron('black', 'colour');
    const handbag = neuron('handbag', 'category');
    const both = neuron('black handbag', 'category', {
      parts: [
        { name: 'black', facet: 'colour' },
        { name: 'handbag', facet: 'category' },
      ],
    });
    const told = (...reasons: Reason[]): string => sentenceOf(reasons);
    const unsaid = reason(both, [picture], ['text'], false);
    expect(told(reason(handbag), reason(both), reason(black))).toBe(
      'A black handbag, as you asked: seen in the picture.',
    );
    expect(told(reason(both), reason(neuron('leather', 'material')))).toBe(
      'A black leather handbag, as you asked: seen in the picture.',
    );
    expect(told(reason(both), reason(mug))).toBe(
      'A black handbag and a mug, as you asked: seen in the picture.',
    );
    // Only "black" was asked for.
    expect(told(unsaid, reason(black))).toBe('Black, as you asked: seen in the picture.');
    expect(told(unsaid)).toBe('A black handbag, close to what you asked: seen in the picture.');
  });

  it('names at most three, the largest first', () => {
    const names = ['red', 'striped', 'retro', 'blue'].map((name) => reason(neuron(name, 'colour')));
    expect(namedReasons(names).map(({ neuron: { name } }) => name)).toEqual(['red', 'striped', 'retro']);
  });
});
