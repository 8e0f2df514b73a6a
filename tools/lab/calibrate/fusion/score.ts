import { channels, dot, centred, type Centring, type OnnxEncoder } from '#encoder';
import { effectiveWeights, presentChannels, type ChannelVectors, type ChannelWeights } from '#search-index';
import type { DevelopmentQuery, DevelopmentSet } from './development-sets.js';

/** Raw outputs of everything in a set, encoded once. */
export interface EncodedSet {
  readonly set: DevelopmentSet;
  readonly products: readonly {
    readonly pictures: readonly Float32Array[];
    readonly passages: readonly Float32Array[];
    readonly reviews: readonly Float32Array[];
  }[];
  readonly queries: readonly {
    readonly query: DevelopmentQuery;
    readonly text: Float32Array | undefined;
    readonly picture: Float32Array | undefined;
  }[];
}

export async function encodeSet(encoder: OnnxEncoder, set: DevelopmentSet): Promise<EncodedSet> {
  const pictures = async (contents: readonly Uint8Array[]): Promise<Float32Array[]> =>
    (await encoder.encodePictures(contents)).map(({ vector }) => vector);
  const texts = await encoder.encodeTexts(
    set.products.flatMap(({ passages, reviews }) => [...passages, ...reviews]),
  );
  const looks = await pictures(set.products.flatMap((product) => product.pictures));
  const asked = await encoder.encodeTexts(set.queries.flatMap(({ text }) => text ?? []));
  // Several queries show the same picture.
  const shown = [...new Set(set.queries.flatMap(({ picture }) => picture ?? []))];
  const seen = new Map((await pictures(shown)).map((output, i) => [shown[i], output]));
  return {
    set,
    products: set.products.map((product) => ({
      pictures: looks.splice(0, product.pictures.length),
      passages: texts.splice(0, product.passages.length),
      reviews: texts.splice(0, product.reviews.length),
    })),
    queries: set.queries.map((query) => ({
      query,
      text: query.text === undefined ? undefined : asked.shift(),
      picture: seen.get(query.picture),
    })),
  };
}

/** Inner products of the queries of one modality with every product's channels: [query][channel][product]. */
export interface Similarities {
  readonly present: readonly ReturnType<typeof presentChannels>[];
  readonly queries: readonly {
    readonly query: DevelopmentQuery;
    readonly text: Readonly<Record<(typeof channels)[number], Float32Array>> | undefined;
    readonly picture: Readonly<Record<(typeof channels)[number], Float32Array>> | undefined;
  }[];
}

/** Serves with the means given (zero means: without centring), averages the atoms of each channel, compares. */
export function similarities({ products, queries }: EncodedSet, centring: Centring): Similarities {
  const mean = (outputs: readonly Float32Array[], centre: Float32Array): Float32Array | undefined => {
    if (outputs.length === 0) return undefined;
    const sum = new Float32Array(centre.length);
    for (const output of outputs)
      centred(output, centre).forEach((value, i) => (sum[i] = sum[i]! + value / outputs.length));
    return sum;
  };
  const vectors: ChannelVectors[] = products.map((product) => ({
    image: mean(product.pictures, centring.image),
    description: mean(product.passages, centring.text),
    reviews: mean(product.reviews, centring.text),
  }));
  const compare = (output: Float32Array | undefined, centre: Float32Array) => {
    if (!output) return undefined;
    const query = centred(output, centre);
    const row = (channel: keyof ChannelVectors): Float32Array =>
      Float32Array.from(vectors, (of) => (of[channel] ? dot(query, of[channel]) : 0));
    return { image: row('image'), description: row('description'), reviews: row('reviews') };
  };
  return {
    present: vectors.map(presentChannels),
    queries: queries.map(({ query, text, picture }) => ({
      query,
      text: compare(text, centring.text),
      picture: compare(picture, centring.image),
    })),
  };
}

/** Scores of all products for one query; `picture` and `text` are the weights of the two modalities. */
export function scores(
  { present }: Similarities,
  { text, picture }: Similarities['queries'][number],
  weights: { readonly text: ChannelWeights; readonly image: ChannelWeights },
): Float64Array {
  return Float64Array.from(present, (has, product) => {
    let score = 0;
    for (const [rows, modality] of [
      [text, 'text'],
      [picture, 'image'],
    ] as const) {
      if (!rows) continue;
      const spread = effectiveWeights(weights, modality, has);
      for (const channel of channels) score += spread[channel] * rows[channel][product]!;
    }
    return score;
  });
}

/** Place of the best right product, from 1. */
export function placeOfRight(found: Float64Array, { right, without }: DevelopmentQuery): number {
  let best = -Infinity;
  for (const product of right) best = Math.max(best, found[product]!);
  let place = 1;
  found.forEach((score, product) => {
    if (score > best && product !== without && !right.has(product)) place += 1;
  });
  return place;
}
