import type { Embedder, VectorStore } from '#encoder';
import {
  anchoredTerms,
  nameUnits,
  phrasesOf,
  type CodedProduct,
  type NeuronDictionary,
  type Term,
  type UnitName,
  type WordDictionary,
} from '#neurons';
import { embeddings } from '../data/vectors.js';
import { halves, type EncodedProduct } from './pairs.js';

/** A product's codes and what is known and written of it. */
export function coded(dictionary: Pick<NeuronDictionary, 'code'>, product: EncodedProduct): CodedProduct {
  const { image, textVector, text, truths } = product;
  return {
    codes: {
      image: image && dictionary.code(image, 'image'),
      text: textVector && dictionary.code(textVector, 'text'),
    },
    truths: new Set(truths),
    copy: text ?? '',
  };
}

/** Products for each step of naming. */
export interface NamingProducts {
  readonly finding: readonly EncodedProduct[];
  readonly choosing: readonly EncodedProduct[];
  readonly measuring: readonly EncodedProduct[];
  readonly measuringHeld: readonly EncodedProduct[];
}

/** Found on training products, chosen on one half of the held-out ones, measured on the other. */
export function namingProducts(
  training: readonly EncodedProduct[],
  heldOut: readonly EncodedProduct[],
): NamingProducts {
  const [choosing, measuring] = halves(heldOut);
  return { finding: training, choosing, measuring, measuringHeld: heldOut };
}

/** Names for a dictionary. */
export async function namesFor(
  dictionary: Pick<NeuronDictionary, 'code' | 'size' | 'direction'>,
  products: NamingProducts,
  words: WordDictionary,
  terms: readonly Term[],
  encoder: Embedder,
  store: VectorStore,
): Promise<(UnitName | undefined)[]> {
  const phrases = terms.map((term) => phrasesOf(term).with);
  const vectors = await embeddings('text', phrases.flat(), store, (batch) => encoder.texts(batch));
  let at = 0;
  const termCodes = phrases.map((own) =>
    own.map(() => dictionary.code(vectors[at++] as Float32Array, 'text')),
  );
  const all = (some: readonly EncodedProduct[]): CodedProduct[] =>
    some.map((product) => coded(dictionary, product));
  return nameUnits({
    units: dictionary.size,
    terms,
    termCodes,
    anchored: anchoredTerms(
      dictionary,
      terms.map((_, k) => words.direction(k)),
    ),
    finding: all(products.finding),
    choosing: all(products.choosing),
    measuring: all(products.measuring),
    measuringHeldOut: all(products.measuringHeld),
  });
}
