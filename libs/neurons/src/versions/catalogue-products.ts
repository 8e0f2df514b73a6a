import { createHash } from 'node:crypto';
import type { Channel, Modality, VectorStore } from '#encoder';
import type { Pairs } from '../fit/parameters.js';
import { MentionedTerms } from '../words/mentioned-terms.js';
import type { Term } from '../words/vocabulary.js';

/** More products teach little more, and their vectors have to be in memory. */
export const mostProducts = 40_000;
/** Of a product with many pictures and reviews, so that none counts for hundreds. */
const mostPairs = 8;
const productsPerTurn = 500;
/** Of so many products one is held out: gates are measured on it, names are chosen and measured on halves of them. */
const oneHeldOutOf = 3;

/** A product of the catalogue with a picture and words, and their stored vectors. */
export interface CatalogueProduct {
  readonly id: string;
  /** Neither fitted on nor named from. */
  readonly heldOut: boolean;
  readonly title: string;
  readonly category: string;
  /** Terms of the vocabulary in its title, categories and attributes. */
  readonly truths: readonly string[];
  readonly copy: string;
  /** The first picture with the first passage first. */
  readonly pairs: readonly { readonly image: Float32Array; readonly text: Float32Array }[];
}

/** What is read of the catalogue to fit a dictionary on it. The application binds it to the catalogue. */
export abstract class FitCatalogue {
  /** Ids of at most so many products: always the same of the same catalogue, in their order. */
  abstract ids(most: number): Promise<string[]>;
  /** Those of these products that have atoms, by id. */
  abstract products(ids: readonly string[]): Promise<FitProduct[]>;
  /** What all products consist of, each content once. */
  abstract contents(): Promise<{ contentHash: string; modality: Modality }[]>;
}

/** A product with its atoms, by channel and position. */
interface FitProduct {
  readonly id: string;
  readonly title: string;
  readonly category: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly atoms: readonly {
    readonly channel: Channel;
    readonly hash: string;
    readonly text: string | null;
  }[];
}

/**
 * The products that a dictionary can be fitted on and judged with, at most {@link mostProducts}: those whose pictures
 * and words are encoded, always the same ones of the same catalogue, in the order of their ids.
 */
export async function catalogueProducts(
  catalogue: FitCatalogue,
  vectors: VectorStore,
  terms: readonly Term[],
): Promise<CatalogueProduct[]> {
  const mentioned = new MentionedTerms(terms);
  const ids = await catalogue.ids(mostProducts);
  const products: CatalogueProduct[] = [];
  for (let start = 0; start < ids.length; start += productsPerTurn) {
    const rows = await catalogue.products(ids.slice(start, start + productsPerTurn));
    const hashes = (image: boolean): string[] =>
      rows.flatMap(({ atoms }) =>
        atoms.filter(({ channel }) => (channel === 'image') === image).map(({ hash }) => hash),
      );
    const images = await vectors.get('image', hashes(true));
    const texts = await vectors.get('text', hashes(false));
    for (const row of rows) {
      const pairs = pairsOf(row, images, texts);
      if (pairs.length > 0) products.push(product(row, pairs, mentioned));
    }
  }
  return products;
}

/** All pairs of products as a fit takes them. */
export function pairsToFit(products: readonly CatalogueProduct[], dimension: number): Pairs {
  const rows = products.filter(({ heldOut }) => !heldOut).flatMap(({ pairs }) => pairs);
  const side = (name: 'image' | 'text'): Float32Array => {
    const out = new Float32Array(rows.length * dimension);
    rows.forEach((row, i) => out.set(row[name], i * dimension));
    return out;
  };
  return { count: rows.length, dimension, image: side('image'), text: side('text') };
}

function product(
  { id, title, category, attributes, atoms }: FitProduct,
  pairs: CatalogueProduct['pairs'],
  mentioned: MentionedTerms,
): CatalogueProduct {
  const values = Object.values(attributes).filter((value) => typeof value === 'string');
  return {
    id,
    heldOut: createHash('sha256').update(`held out ${id}`).digest().readUInt32LE() % oneHeldOutOf === 0,
    title,
    category: category.join(' / '),
    truths: mentioned.in([title, ...category, ...values]),
    copy: [title, ...atoms.flatMap(({ text }) => text ?? [])].join('\n'),
    pairs,
  };
}

/** Pictures with passages and reviews, each in turn with each, at most {@link mostPairs}. */
function pairsOf(
  { atoms }: FitProduct,
  images: ReadonlyMap<string, Float32Array>,
  texts: ReadonlyMap<string, Float32Array>,
): CatalogueProduct['pairs'] {
  const pictures = atoms.flatMap(({ channel, hash }) =>
    channel === 'image' ? (images.get(hash) ?? []) : [],
  );
  const words = atoms.flatMap(({ channel, hash }) => (channel === 'image' ? [] : (texts.get(hash) ?? [])));
  return words.flatMap((text) => pictures.map((image) => ({ image, text }))).slice(0, mostPairs);
}
