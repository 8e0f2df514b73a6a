import { seededRandom } from '#platform';
import { createHash } from 'node:crypto';
import type { Embedder, VectorStore } from '#encoder';
import type { Pairs, Term } from '#neurons';
import { sampled } from '../statistics/sampled.js';
import { variations } from '../queries/variations.js';
import { labelledSets, type LabelledProduct, type Split } from '../data/labelled-sets.js';
import { Labels } from '../data/labels.js';
import { productVectors, embeddings } from '../data/vectors.js';

/** A product with its centred vectors. */
export interface EncodedProduct extends LabelledProduct {
  readonly set: string;
  readonly image: Float32Array | undefined;
  /** Of its title or description; of a phrase made from its labels where it has none. */
  readonly textVector: Float32Array | undefined;
  /** Of a phrase made from its labels. */
  readonly phraseVector: Float32Array | undefined;
  /** Training only: of the same phrase misspelt and in other words. */
  readonly rewordedVectors: readonly Float32Array[];
}

const order = ['style', 'colour', 'pattern', 'material', 'category'];

/** "a casual blue striped cotton shirt", from what is known to be true; undefined without a category. */
export function phraseOf(truths: readonly string[]): string | undefined {
  const word = (facet: string): string[] => {
    const key = truths.find((truth) => truth.startsWith(`${facet}/`));
    return key === undefined ? [] : [key.slice(facet.length + 1)];
  };
  if (word('category').length === 0) return undefined;
  return `a ${order.flatMap(word).join(' ')}`;
}

/** Encoded products of the collected sets; at most `most` of each, the same in every run. Says which sets are missing. */
export async function encodedProducts(
  split: Split,
  most: number,
  terms: readonly Term[],
  encoder: Embedder,
  store: VectorStore & { save(): Promise<void> },
): Promise<EncodedProduct[]> {
  const all: EncodedProduct[] = [];
  const ways = split === 'training' ? variations() : [];
  for (const { name, products } of await labelledSets(new Labels(terms), split)) {
    const some = sampled(products, most, seededRandom(1));
    const phrases = some.map(({ truths }) => phraseOf(truths));
    const vectors = await productVectors(
      some.map((product, i) => ({ ...product, text: product.text ?? phrases[i] })),
      encoder,
      store,
    );
    const encoded = (texts: readonly string[]): Promise<Float32Array[]> =>
      embeddings('text', texts, store, (batch) => encoder.texts(batch));
    const phraseVectors = await encoded(phrases.map((phrase) => phrase ?? ''));
    const rewordings = phrases.map((phrase) =>
      phrase === undefined ? [] : ways.map(({ typed }) => typed(phrase)).filter((other) => other !== phrase),
    );
    const rewordedVectors = await encoded(rewordings.flat());
    let reworded = 0;
    await store.save();
    some.forEach((product, i) =>
      all.push({
        ...product,
        // Its vectors stand for it: tens of thousands of files would fill the memory.
        picture: undefined,
        text: product.text ?? phrases[i],
        set: name,
        image: vectors.image[i],
        textVector: vectors.text[i],
        phraseVector: phrases[i] === undefined ? undefined : phraseVectors[i],
        rewordedVectors: (rewordings[i] ?? []).map(() => rewordedVectors[reworded++] as Float32Array),
      }),
    );
    console.log(`${name}: ${some.length} of ${products.length} products (${split})`);
  }
  return all;
}

/**
 * Each picture with its text, with the phrase of its labels and with that phrase typed otherwise: what a dictionary is
 * fitted on, so that the same units fire however a thing is called.
 */
export function pairsOf(products: readonly EncodedProduct[], dimension: number): Pairs {
  const rows = products.flatMap(({ image, textVector, phraseVector, rewordedVectors }) =>
    [textVector, phraseVector, ...rewordedVectors].flatMap((text) =>
      image && text ? [{ image, text }] : [],
    ),
  );
  const side = (name: 'image' | 'text'): Float32Array => {
    const out = new Float32Array(rows.length * dimension);
    rows.forEach((row, i) => out.set(row[name], i * dimension));
    return out;
  };
  return { count: rows.length, dimension, image: side('image'), text: side('text') };
}

/**
 * The products that a pair is shuffled among: those of its category in its set. A shelf photograph of a Pink Lady is
 * shuffled among apples: among Pink Ladies, whose words are all the same, no order would differ from another.
 */
export function shuffledAmong({ set, category, truths }: EncodedProduct): string {
  return `${set}/${category ?? truths[0] ?? ''}`;
}

/** Half of the products by their ids: names are chosen on one and measured on the other. */
export function halves<T extends { readonly id: string }>(products: readonly T[]): [T[], T[]] {
  const first = ({ id }: T): boolean => (createHash('sha256').update(id).digest()[0] as number) % 2 === 0;
  return [products.filter(first), products.filter((product) => !first(product))];
}
