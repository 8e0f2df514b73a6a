import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quotable, sentencesOf, turnsNeighbours } from './quote.js';

const filler =
  'The parcel came on a Monday in a large box. Inside were the frame and a bag with screws. Colours match the pictures well.';
const quoted = (text: string, sentence: string): string => {
  const at = sentencesOf(text).findIndex(({ start, end }) => text.slice(start, end) === sentence);
  expect(at, sentence).toBeGreaterThanOrEqual(0);
  const { start, end } = quotable(text, at);
  return text.slice(start, end);
};

describe('quotable', () => {
  it('is the sentence alone where nothing beside it turns it', () => {
    const text = `${filler} Great waterproof jacket. Delivery took four days.`;
    expect(quoted(text, 'Great waterproof jacket.')).toBe('Great waterproof jacket.');
  });

  it.each([
    [
      'a denial after',
      `${filler} They say waterproof leather. It is not.`,
      'They say waterproof leather.',
      'It is not.',
    ],
    ['a contraction', `${filler} Sold as waterproof. Mine isn’t.`, 'Sold as waterproof.', 'Mine isn’t.'],
    ['a contrast before', `${filler} Do not believe them. Soft wool.`, 'Soft wool.', 'Do not believe them.'],
    ['an answer', `${filler} Is it soft wool? Plastic.`, 'Is it soft wool?', 'Plastic.'],
    ['a wish', `${filler} I wish I could say so. Soft wool.`, 'Soft wool.', 'I wish I could say so.'],
    [
      'what it points at',
      `${filler} Mine fell apart at once. And this is soft wool.`,
      'And this is soft wool.',
      'Mine fell apart at once.',
    ],
    [
      'a denial in German',
      `${filler} Warme Wolle. Das stimmt leider nicht.`,
      'Warme Wolle.',
      'Das stimmt leider nicht.',
    ],
  ])('takes in %s', (_, text, sentence, neighbour) => {
    const quote = quoted(text, sentence);
    expect(quote).toContain(sentence);
    expect(quote).toContain(neighbour);
  });

  it('keeps a denial within the sentence', () => {
    const text = `${filler} Looks like leather but is not leather at all, sadly. Delivery took four days.`;
    expect(quoted(text, 'Looks like leather but is not leather at all, sadly.')).toContain('not leather');
  });

  it('quotes a short review whole', () => {
    const text = 'Soft wool. Arrived late.';
    expect(quoted(text, 'Soft wool.')).toBe(text);
  });

  it('is whole sentences in one piece, beside none that might turn it', () => {
    const sentence = fc.constantFrom(
      'Soft wool.',
      'It is not.',
      'Warm and cosy in winter evenings on the sofa.',
      'But the seams came apart.',
      'Would I buy it again?',
      'The colour matches the picture on the page very well indeed.',
      'Never.',
    );
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 12 }), fc.nat(), (said, place) => {
        const text = said.join(' ');
        const all = sentencesOf(text);
        const at = place % all.length;
        const { start, end } = quotable(text, at);
        const chosen = all[at]!;
        expect(start).toBeLessThanOrEqual(chosen.start);
        expect(end).toBeGreaterThanOrEqual(chosen.end);
        if (start === 0 && end === text.length) return;
        const first = all.findIndex((one) => one.start === start);
        const last = all.findIndex((one) => one.end === end);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(last).toBeGreaterThanOrEqual(first);
        for (const beside of [all[first - 1], all[last + 1]])
          if (beside) expect(turnsNeighbours(text.slice(beside.start, beside.end))).toBe(false);
      }),
    );
  });
});
