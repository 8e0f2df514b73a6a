import { createHash } from 'node:crypto';
import { attributePhrases, passages, passagesVersion, reviewText } from './passages.js';
import type { Channel } from '#encoder';
import type { Atom, Product, ProductPicture, Review } from '../product.js';

// A tsvector holds at most 1 MB of words; more reviews than this are found by their vectors only.
const searchedReviewCharacters = 150_000;

/** A product as the tables product and atom hold it. */
export interface ProductRecord {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly price: number | null;
  readonly currency: string | null;
  readonly availability: string;
  readonly category: readonly string[];
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
  readonly variant_of: string | null;
  readonly pictures: readonly ProductPicture[];
  readonly reviews: readonly Review[];
  /** {@link contentVersion} of the sha256 over everything above: equal means that there is nothing to do. */
  readonly content_hash: string;
  /** Words of the structured fields and of the reviews, for full-text search. */
  readonly facet_words: string;
  readonly review_words: string;
}

/** The record of a product; its pictures are stored already. */
export function productRecord(product: Omit<Product, 'ordinal'>): ProductRecord {
  const { category, attributes, reviews } = product;
  // The order of the fields is part of the hash.
  const content = {
    id: product.id,
    title: product.title,
    description: product.description,
    price: product.price,
    currency: product.currency,
    availability: product.availability,
    category,
    attributes: Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))),
    variant_of: product.variantOf,
    pictures: product.pictures,
    reviews,
  };
  return {
    ...content,
    content_hash: contentVersion(sha256(JSON.stringify(content))),
    facet_words: [...category, ...attributePhrases(attributes)].join(', '),
    review_words: reviews.map(reviewText).join('\n').slice(0, searchedReviewCharacters).toWellFormed(),
  };
}

/** "2:<sha256>": the content and the version of its passages, since the same content read otherwise is encoded anew. */
export function contentVersion(contentHash: string): string {
  return `${passagesVersion}:${contentHash.slice(contentHash.indexOf(':') + 1)}`;
}

/** What is encoded of a product. A picture's atom has the hash of its file, a text's that of its words. */
export function atoms(record: ProductRecord): Atom[] {
  return [
    ...record.pictures.map(({ contentHash }, position) => ({
      productId: record.id,
      channel: 'image' as const,
      position,
      contentHash,
      text: null,
    })),
    ...descriptionAtoms(record),
    ...textAtoms(record.id, 'reviews', record.reviews.map(reviewText)),
  ];
}

/** The atoms of the channel that is made of title, structured fields and description. */
export function descriptionAtoms(
  record: Pick<ProductRecord, 'id' | 'title' | 'description' | 'category' | 'attributes'>,
): Atom[] {
  return textAtoms(record.id, 'description', passages(record));
}

function textAtoms(productId: string, channel: Channel, texts: readonly string[]): Atom[] {
  return texts.map((text, position) => ({ productId, channel, position, contentHash: sha256(text), text }));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
