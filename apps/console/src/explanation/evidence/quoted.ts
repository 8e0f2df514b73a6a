import type { Evidence, TextAttribution } from '../../api/types';

/**
 * The review quote with the words of it that were measured, their offsets counted from its own beginning.
 * Null where there is no review, or none that shows the neuron.
 */
export function quoted({
  quote,
  reviews,
}: Pick<Evidence, 'quote' | 'reviews'>): Pick<TextAttribution, 'text' | 'words'> | null {
  if (quote === null || quote.projection <= 0) return null;
  const review = reviews.find(({ position }) => position === quote.position);
  if (review === undefined || review.activation <= 0) return null;
  const words = review.words
    .filter(({ start, end }) => start >= quote.start && end <= quote.end)
    .map((word) => ({ ...word, start: word.start - quote.start, end: word.end - quote.start }));
  return { text: quote.text, words };
}
