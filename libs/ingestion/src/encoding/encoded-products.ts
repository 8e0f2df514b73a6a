import type { EntityManager } from 'typeorm';
import { nextProducts, type ProductContent } from '#catalogue';
import { indexedProducts } from '#search-index';

const productsAtOnce = 500;

/** A product, and what a model knows of it. */
export interface EncodedProduct extends ProductContent {
  /** The model knows it as it is. */
  readonly encoded: boolean;
  /** Its place in the log of the model; undefined where it has none. */
  readonly seq: string | undefined;
}

/** How far a model's work on the catalogue is. */
export interface EncodingCounts {
  readonly products: number;
  readonly encoded: number;
  readonly indexed: number;
}

/**
 * All products after an ordinal, some at a time, with what the model knows of them. A product is read before its place
 * in the log: one that is written meanwhile may seem not encoded, and never encoded when it is not.
 */
export async function* encodedProducts(
  manager: EntityManager,
  model: string,
  after = 0,
): AsyncGenerator<EncodedProduct[]> {
  for (let last = after; ;) {
    const products = await nextProducts(manager, last, productsAtOnce);
    const end = products.at(-1);
    if (!end) return;
    const ids = products.map(({ id }) => id);
    const places = await indexedProducts(manager, model, ids);
    yield products.map((product) => {
      const place = places.get(product.id);
      return { ...product, encoded: place?.contentHash === product.contentHash, seq: place?.seq };
    });
    last = end.ordinal;
  }
}

/** @param applied the last change of the model's log that answers reflect */
export async function encodingCounts(
  manager: EntityManager,
  model: string,
  applied: bigint,
): Promise<EncodingCounts> {
  const counts = { products: 0, encoded: 0, indexed: 0 };
  for await (const products of encodedProducts(manager, model))
    for (const { encoded, seq } of products) {
      counts.products += 1;
      if (!encoded) continue;
      counts.encoded += 1;
      if (seq !== undefined && BigInt(seq) <= applied) counts.indexed += 1;
    }
  return counts;
}
