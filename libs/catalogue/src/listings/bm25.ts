/**
 * The two constants of BM25 and one for coordination (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond").
 * Their choice is in docs/adr/0010-bm25.md.
 */
export interface Bm25 {
  /** How many times a word has to stand in a product of usual length to be worth half of the most that it can be. */
  readonly k1: number;
  /** How far a long product's words count less, 0 (not at all) to 1 (in proportion). */
  readonly b: number;
  /**
   * How far products count less that hold only a part of the query's words: the exponent of that part, 0 (not at all) to
   * 1. A rare word said thrice must not make up for the other word of "blue tee" (coordination, as in Lucene's classic
   * similarity; BM25 itself has none).
   */
  readonly coordination: number;
}

export const bm25: Bm25 = { k1: 0.4, b: 0.75, coordination: 0.25 };

/**
 * What one lexeme is worth by how few products hold it: its inverse document frequency, ln(1 + (N - n + 1/2) / (n + 1/2))
 * as in section 3.3 of the paper with the 1 that keeps it above 0, over that of a lexeme of one product.
 *
 * @param documentFrequency how many products hold it
 * @param products how many there are
 * @returns 1 where one product or none holds it; near 0 where all of many do
 */
export function rarity(documentFrequency: number, products: number): number {
  const inverse = (n: number): number => Math.log(1 + (products - n + 0.5) / (n + 0.5));
  return documentFrequency <= 1 ? 1 : inverse(documentFrequency) / inverse(1);
}

/**
 * What a lexeme that a product holds is worth there by how often it stands in it: each further place adds less, and a
 * long product says a word by chance. It is the simple BM25F (Robertson, Zaragoza and Taylor 2004): fields are weighed
 * into one frequency and one length before they saturate.
 *
 * @param frequency places, each by the worth of its label (1 in a title); above 0
 * @param length of the product over the mean length of all, both weighed alike
 * @returns 1 for one place in a title of a product of mean length; below k1 + 1
 */
export function saturation(frequency: number, length: number, k1: number, b: number): number {
  return (frequency * (k1 + 1)) / (frequency + k1 * (1 - b + b * length));
}
