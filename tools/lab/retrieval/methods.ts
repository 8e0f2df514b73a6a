import { channels, dot, type Channel, type Modality } from '#encoder';
import { effectiveWeights, presentChannels } from '#search-index';
import type { Engine, IndexedProduct } from '../engine/engine.js';
import { deepest } from './metrics.js';
import type { EvalQuery } from '../queries/query-kinds.js';
import { shuffled } from '../statistics/sampled.js';
import { plainRequest } from '../engine/plain-request.js';

export type AskedQuery = Pick<EvalQuery, 'text' | 'picture' | 'without'>;

/** A way to rank the catalogue. */
export interface Method {
  readonly name: string;
  readonly about: string;
  /** Ids of products, best first; undefined where the method has no answer to this kind of query. */
  rank(engine: Engine, query: AskedQuery, random: () => number): Promise<string[] | undefined>;
}

/** A method is one more row. */
export const methods: readonly Method[] = [
  {
    name: 'random',
    about: 'the floor: the catalogue in random order',
    rank: ({ products }, _query, random) => Promise.resolve(shuffled(products, random).map(({ id }) => id)),
  },
  {
    name: 'lexical only',
    about: "the engine's full-text search with other names of terms, without the encoder",
    rank: async ({ catalogue, products, recommender }, { text }) => {
      if (text === undefined) return undefined;
      const ids = new Map(products.map(({ id, ordinal }) => [ordinal, id]));
      const { lexical } = await catalogue.find(recommender.askedWords(text), deepest + 1, {});
      return lexical.best.map((ordinal) => ids.get(ordinal)!);
    },
  },
  {
    name: 'PostgreSQL full text',
    about:
      "PostgreSQL's own full-text search alone: English stems, any word of the query, `ts_rank` with the weights that the engine gives to title, facets, description and reviews",
    rank: async ({ database }, { text }) => {
      if (text === undefined) return undefined;
      // Lexemes are quoted as PostgreSQL prints them, so a query may hold anything.
      const rows: { id: string }[] = await database.query(
        `select p.id from product p,
           (select replace(plainto_tsquery('english', $1)::text, ' & ', ' | ')::tsquery as any_word) q
         where p.search @@ q.any_word
         order by ts_rank('{.3, .4, .7, 1}', p.search, q.any_word) desc, p.ordinal limit $2`,
        [text, deepest + 1],
      );
      return rows.map(({ id }) => id);
    },
  },
  channelMethod('image'),
  channelMethod('description'),
  channelMethod('reviews'),
  {
    name: 'fused',
    about: "all channels with the engine's weights, exact scores, without words or rules",
    rank: async (engine, query) => {
      const { modality, vector } = await encoded(engine, query);
      return byScore(engine.products, ({ vectors }) => {
        const weights = effectiveWeights(engine.index.weights, modality, presentChannels(vectors));
        return channels.reduce((sum, channel) => {
          const own = vectors[channel];
          return own ? sum + weights[channel] * dot(vector, own) : sum;
        }, 0);
      });
    },
  },
  {
    name: 'hybrid',
    about: 'the engine as it answers: index, fused scores, words and rules',
    rank: hybrid,
  },
];

/** What the engine itself recommends, every variant of its own. */
export async function hybrid({ recommender }: Engine, query: AskedQuery): Promise<string[]> {
  const { results } = await recommender.recommend({
    ...plainRequest,
    text: query.text,
    picture: query.picture,
    limit: deepest + (query.without === undefined ? 0 : 1),
  });
  return results.map(({ product }) => product.id);
}

function channelMethod(channel: Channel): Method {
  return {
    name: `${channel} only`,
    about: `the ${channel} channel alone; products without it are not found`,
    rank: async (engine, query) => {
      const { vector } = await encoded(engine, query);
      return byScore(engine.products, ({ vectors }) => {
        const own = vectors[channel];
        return own && dot(vector, own);
      });
    },
  };
}

async function encoded(
  { encoder }: Engine,
  { text, picture }: AskedQuery,
): Promise<{ modality: Modality; vector: Float32Array }> {
  if (picture) return { modality: 'image', vector: await encoder.picture(picture) };
  if (text !== undefined) return { modality: 'text', vector: await encoder.text(text) };
  throw new Error('a query without text and picture');
}

function byScore(
  products: readonly IndexedProduct[],
  score: (product: IndexedProduct) => number | undefined,
): string[] {
  return products
    .flatMap((product) => {
      const value = score(product);
      return value === undefined ? [] : [{ id: product.id, ordinal: product.ordinal, value }];
    })
    .sort((a, b) => b.value - a.value || a.ordinal - b.ordinal)
    .map(({ id }) => id);
}
