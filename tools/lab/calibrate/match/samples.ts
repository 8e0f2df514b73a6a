import { seededRandom } from '#platform';
import { channels, dot } from '#encoder';
import { backgroundSize, backgroundOf, lexicalCandidates, lexicalWeight } from '#recommendation';
import { effectiveWeights, presentChannels } from '#search-index';
import type { Engine } from '../../engine/engine.js';
import type { MatchQuery, MatchWorld, Shop } from './queries.js';
import { sampled } from '../../statistics/sampled.js';

/** Does the shop have what is asked: yes; only other products of the kind; or nothing of the sort. */
export type Truth = 'there' | 'same kind' | 'not there';

/** What the engine would know of one query in one shop when it has to say how well it is matched. */
export interface MatchSample {
  readonly world: string;
  readonly fitted: boolean;
  readonly shop: string;
  readonly kind: string;
  readonly truth: Truth;
  readonly modality: 'text' | 'image';
  /** Size of the shop. */
  readonly count: number;
  /** The query's scores over a random sample of the shop. */
  readonly background: { readonly count: number; readonly mean: number; readonly deviation: number };
  /** Embedded score of the first result (by embedded score and words). */
  readonly best: number;
  /** Share of the query's words that the first result holds, 0..1. */
  readonly coverage: number;
}

/** Asks every query of every shop of a world, with exact scores. */
export async function matchSamples(engine: Engine, world: MatchWorld): Promise<MatchSample[]> {
  const samples: MatchSample[] = [];
  for (const query of world.queries) {
    const scores = await scoresOf(engine, query);
    for (const shop of world.shops)
      for (const [truth, without] of casesOf(query, shop)) {
        const asked = shop.ids.filter((id) => !without.has(id));
        const first = asked.map((id) => scores.get(id)!).reduce((a, b) => (total(b) > total(a) ? b : a));
        const background = sampled(asked, backgroundSize, seededRandom(8));
        samples.push({
          world: world.name,
          fitted: world.fitted,
          shop: shop.name,
          kind: query.kind,
          truth,
          modality: query.picture ? 'image' : 'text',
          count: asked.length,
          background: backgroundOf(background.map((id) => scores.get(id)!.embedded)),
          best: first.embedded,
          coverage: first.coverage,
        });
      }
  }
  return samples;
}

interface Scores {
  readonly embedded: number;
  /** By BM25F, in words. */
  readonly lexical: number;
  /** Share of the query's words, 0..1. */
  readonly coverage: number;
}

const total = ({ embedded, lexical }: Scores): number => embedded + lexicalWeight * lexical;
const nothing: ReadonlySet<string> = new Set();

/** The shop as it is, and without what is right: then only the kind is there. */
function casesOf(
  { right, sameKind, similarKind }: MatchQuery,
  { ids }: Shop,
): [Truth, ReadonlySet<string>][] {
  const has = (some: ReadonlySet<string>, without = nothing): boolean =>
    ids.some((id) => some.has(id) && !without.has(id));
  const cases: [Truth, ReadonlySet<string>][] = [];
  if (has(right)) cases.push(['there', nothing]);
  if (has(sameKind, right)) cases.push(['same kind', right]);
  if (!has(sameKind) && !has(similarKind)) cases.push(['not there', nothing]);
  return cases;
}

/** Embedded score, and what its words are worth and cover, of every product of the world. */
export async function scoresOf(
  engine: Engine,
  query: Pick<MatchQuery, 'text' | 'picture'>,
): Promise<Map<string, Scores>> {
  const modality = query.picture ? 'image' : 'text';
  const asked = engine.recommender.askedWords(query.text);
  const vector = query.picture
    ? await engine.encoder.picture(query.picture)
    : await engine.encoder.text(asked.text ?? '');
  const { lexical } = await engine.catalogue.find(asked, lexicalCandidates, {});
  return new Map(
    engine.products.map(({ id, ordinal, vectors }) => {
      const weights = effectiveWeights(engine.index.weights, modality, presentChannels(vectors));
      const embedded = channels.reduce((sum, channel) => {
        const own = vectors[channel];
        return own ? sum + weights[channel] * dot(vector, own) : sum;
      }, 0);
      return [id, { embedded, lexical: lexical.score(ordinal), coverage: lexical.coverage(ordinal) }];
    }),
  );
}
