import { describe, expect, it } from 'vitest';
import { quoted } from './quoted';

const text = 'Nice. A ribbed mug. I like it.';
const review = {
  position: 2,
  text,
  activation: 0.4,
  projection: 0.4,
  words: [
    { word: 'Nice', start: 0, end: 4, effect: 0.1 },
    { word: 'ribbed', start: 8, end: 14, effect: 0.3 },
  ],
};
const quote = { position: 2, text: 'A ribbed mug.', start: 6, end: 19, projection: 0.5, whole: false };

describe('the review quote', () => {
  it('has the words of the review that stand in it, by its own offsets', () => {
    const found = quoted({ quote, reviews: [review] });
    expect(found?.words).toHaveLength(1);
    for (const { word, start, end } of found?.words ?? []) expect(found?.text.slice(start, end)).toBe(word);
  });

  it('is not told where the review does not show it', () => {
    expect(quoted({ quote: null, reviews: [] })).toBeNull();
    expect(quoted({ quote: { ...quote, projection: -0.1 }, reviews: [review] })).toBeNull();
    expect(quoted({ quote, reviews: [{ ...review, activation: 0 }] })).toBeNull();
  });
});
