import type { Channel } from '#encoder';
import type { LexicalRanks } from './listings/word-index.js';

export type Availability = 'in_stock' | 'out_of_stock' | 'preorder';

export interface Review {
  readonly rating?: number | undefined;
  readonly title?: string | undefined;
  readonly text: string;
  readonly date?: string | undefined;
}

/** A picture as it is stored: its content hash names the file and its thumbnails. */
export interface ProductPicture {
  /** As the merchant named it: a file name or a URL. */
  readonly source: string;
  readonly contentHash: string;
  readonly width: number;
  readonly height: number;
}

/** A product of the catalogue as other libs and the API see it. */
export interface Product {
  readonly id: string;
  /** Label in indexes; never used again. */
  readonly ordinal: number;
  readonly title: string;
  readonly description: string;
  readonly price: number | null;
  readonly currency: string | null;
  readonly availability: Availability;
  readonly category: readonly string[];
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
  readonly variantOf: string | null;
  readonly pictures: readonly ProductPicture[];
  readonly reviews: readonly Review[];
}

/** What answers show of a product; kept in memory. Reviews are counted, their mean rating is null without ratings. */
export interface Listing extends Omit<Product, 'reviews'> {
  readonly reviews: { readonly count: number; readonly averageRating: number | null };
}

/** Words that have other names. */
export interface Synonyms {
  /** As they are written. */
  readonly words: string;
  readonly others: readonly string[];
}

/** The words of a query. */
export interface AskedWords {
  /** What is asked for. */
  readonly text: string | undefined;
  /** Those of its words that have other names. */
  readonly synonyms: readonly Synonyms[];
  /** What is not wanted, each a term of some words. */
  readonly denied: readonly string[];
}

/** What the catalogue knows of a query's words and filter. */
export interface CatalogueSide {
  /** Index labels of the products that pass the filter; undefined when the filter is empty. */
  readonly allowed: Uint32Array | undefined;
  readonly lexical: LexicalRanks;
  /** How much a product is described by words that the query denies, 0..1. */
  readonly denied: LexicalRanks['coverage'];
}

/** One picture, one description passage or one review: what is encoded, and what a reason points at. */
export interface Atom {
  readonly productId: string;
  readonly channel: Channel;
  readonly position: number;
  readonly contentHash: string;
  /** The words; null for a picture. */
  readonly text: string | null;
}

/** Which products may be answered; every given field must hold. */
export interface ProductFilter {
  /** A path from the top, or any one level of it: all of these must be in the product's category path. */
  readonly category?: readonly string[] | undefined;
  readonly price?: { readonly min?: number | undefined; readonly max?: number | undefined } | undefined;
  readonly availability?: readonly Availability[] | undefined;
  /** Attribute name -> accepted values. */
  readonly attributes?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Only these products. */
  readonly ids?: readonly string[] | undefined;
}

/** Reads the catalogue (PostgreSQL). */
export abstract class Products {
  /** By id, in the given order; ids that don't exist (any more) are left out. */
  abstract byIds(ids: readonly string[]): Promise<Product[]>;
  /** What answers show of the product with this index label; undefined when it was deleted. */
  abstract listing(ordinal: number): Listing | undefined;
  /** What answers show of every product, as far as it is in memory. */
  abstract listings(): Iterable<Listing>;
  /** Atoms of these products, ordered by product, channel, position. */
  abstract atoms(productIds: readonly string[]): Promise<Atom[]>;
  /** Index labels of the products that pass the filter; undefined when the filter is empty. */
  abstract allowed(filter: ProductFilter): Promise<Uint32Array | undefined>;
  /**
   * Looks for the words of a query (full-text, or similar titles where no product holds any of them) among the products
   * that pass the filter. Listings are as new as this call afterwards.
   *
   * @param limit how many of the best are listed
   */
  abstract find(asked: AskedWords, limit: number, filter: ProductFilter): Promise<CatalogueSide>;
  abstract count(): Promise<number>;
}

/** Stored pictures by content hash. */
export abstract class Pictures {
  /** The original file's contents; undefined when it is not there. */
  abstract original(contentHash: string): Promise<Buffer | undefined>;
}
