import { dot } from '#encoder';
import { decompose, explainProduct, namedReasons, AskedQuery, type Reason } from '#explanation';
import { termKey, type NeuronDictionary } from '#neurons';
import type { CodedProduct } from './detection.js';

/** Are the reasons that shoppers would read true of the products? */
export interface ReasonTruth {
  readonly facet: string;
  /** Named reasons for products of which the facet is known. */
  readonly told: number;
  readonly right: number;
}

export interface ReasonReport {
  readonly queries: number;
  readonly results: number;
  /** Results with at least one named reason. */
  readonly explained: number;
  readonly truths: readonly ReasonTruth[];
}

const shownResults = 10;
const whole = { image: 1, description: 0, reviews: 0 };

/** Every "{colour} {kind}" that at least `least` products are. */
export function coloursAndKinds(products: readonly Pick<CodedProduct, 'truths'>[], least: number): string[] {
  const combinations = new Map<string, number>();
  for (const { truths } of products) {
    const of = (facet: string): string | undefined =>
      [...truths].find((key) => key.startsWith(`${facet}/`))?.slice(facet.length + 1);
    const [colour, kind] = [of('colour'), of('category')];
    if (colour && kind)
      combinations.set(`${colour} ${kind}`, (combinations.get(`${colour} ${kind}`) ?? 0) + 1);
  }
  return [...combinations].filter(([, count]) => count >= least).map(([query]) => query);
}

/**
 * Asks for words ("red dress"), ranks held-out products by their pictures alone, and checks each reason that a
 * shopper would be given for the first ten against the products' labels. The neurons had only the picture to see.
 */
export function reasonTruth(
  queries: readonly { readonly vector: Float32Array; readonly said: ReadonlySet<string> }[],
  products: readonly CodedProduct[],
  dictionary: NeuronDictionary,
): ReasonReport {
  const truths = new Map<string, { told: number; right: number }>();
  let results = 0;
  let explained = 0;
  for (const { vector, said } of queries) {
    const query = new AskedQuery(
      [{ source: 'text', modality: 'text', weight: 1, vector, said, code: dictionary.code(vector, 'text') }],
      dictionary,
    ).coded();
    for (const product of nearest(vector, products)) {
      const { image } = product.vectors;
      const code = product.codes.image;
      if (!image || !code) continue;
      const decomposition = decompose(
        query,
        { text: whole, image: whole },
        { image, description: undefined, reviews: undefined },
      );
      const atom = { channel: 'image' as const, position: 0, text: null, code };
      const named = namedReasons(explainProduct(query, decomposition, [atom]).reasons);
      results += 1;
      if (named.length > 0) explained += 1;
      for (const reason of named) count(reason, product, truths);
    }
  }
  return {
    queries: queries.length,
    results,
    explained,
    truths: Array.from(truths, ([facet, counts]) => ({ facet, ...counts })),
  };
}

function count(
  { neuron: { name, facet, parts } }: Reason,
  { truths: own }: CodedProduct,
  truths: Map<string, { told: number; right: number }>,
): void {
  if (name === null || facet === null) return;
  // "Black handbag" tells two things, and each may be wrong.
  for (const part of parts ?? [{ name, facet }]) {
    if (![...own].some((key) => key.startsWith(`${part.facet}/`))) continue;
    const counts = truths.get(part.facet) ?? { told: 0, right: 0 };
    truths.set(part.facet, counts);
    counts.told += 1;
    if (own.has(termKey({ facet: part.facet, term: part.name }))) counts.right += 1;
  }
}

function nearest(query: Float32Array, products: readonly CodedProduct[]): CodedProduct[] {
  return products
    .flatMap((product) => {
      const { image } = product.vectors;
      return image ? [{ product, score: dot(query, image) }] : [];
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, shownResults)
    .map(({ product }) => product);
}
