import type { Product } from '../product.js';

const wordsPerPassage = 40;
const maxPassages = 32;
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

type Described = Pick<Product, 'title' | 'description' | 'category' | 'attributes'>;

/**
 * Goes up whenever {@link passages} reads the same product otherwise: what an older version read is then read again
 * at the next start (pipeline/passage-renewal.ts).
 */
export const passagesVersion = 2;

/**
 * A product's words as passages to encode: first the title by itself, so that it is not drowned by everything else;
 * then what the structured fields say; then the description in groups of whole sentences of at most 40 words
 * (a longer sentence is cut at a word). At most 32 passages.
 */
export function passages(product: Described): string[] {
  const found = [product.title, structured(product)].filter(Boolean);
  let current: string[] = [];
  const flush = (): void => {
    if (current.length > 0) found.push(current.join(' '));
    current = [];
  };
  for (const { segment } of sentences.segment(product.description)) {
    const words = segment.split(/\s+/).filter(Boolean);
    if (current.length + words.length > wordsPerPassage) flush();
    for (let start = 0; start < words.length; start += wordsPerPassage) {
      const part = words.slice(start, start + wordsPerPassage);
      if (current.length + part.length > wordsPerPassage) flush();
      current.push(...part);
    }
    if (found.length >= maxPassages) break;
  }
  flush();
  return found.slice(0, maxPassages);
}

/** "Kitchen, Mugs. colour red, material ceramic"; empty where the product has neither category nor attributes. */
function structured({ category, attributes }: Described): string {
  return [category.join(', '), attributePhrases(attributes).join(', ')]
    .filter(Boolean)
    .map((part) => part.replace(/[.\s]+$/, ''))
    .join('. ');
}

/** "colour red", "dishwasher safe yes": names as shops write them, split into words, in the order of the names. */
export function attributePhrases(attributes: Described['attributes']): string[] {
  // PostgreSQL does not keep the order that a shop gave them in.
  const entries = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, value]) => {
    const words = name
      .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
      .replaceAll(/[_-]/g, ' ')
      .toLowerCase();
    return `${words} ${typeof value === 'string' ? value : value.join(' ')}`;
  });
}

/** What is encoded of one review. */
export function reviewText(review: { readonly title?: string | undefined; readonly text: string }): string {
  return review.title ? `${review.title}. ${review.text}` : review.text;
}
