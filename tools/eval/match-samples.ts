import { channels } from '#catalogue';
import { dot } from '#encoder';
import { effectiveWeights, presentChannels } from '#search-index';
import { lexicalCandidates, lexicalWeight } from '#recommendation';
import type { Engine } from './engine.js';
import type { MatchQuery, MatchSet, Truth } from './match-queries.js';

/** What the engine knows of one query when it has to say how well it is matched. */
export interface MatchSample {
  readonly set: string;
  readonly fitted: boolean;
  readonly kind: string;
  readonly truth: Truth;
  readonly modality: 'text' | 'image';
  /** Size of the catalogue. */
  readonly count: number;
  /** Embedded scores of the whole catalogue, greatest first. */
  readonly scores: readonly number[];
  /** Embedded scores of a random sample of the catalogue. */
  readonly background: readonly number[];
  /** Embedded score of the first result (by embedded score and words). */
  readonly best: number;
  /** Lexical rank of the first result, 0..1. */
  readonly coverage: number;
}

/** Size of a query's own background, for the statistics that look at it. */
const backgroundSize = 512;

/** Asks every query of a set, with exact scores. */
export async function matchSamples(
  engine: Engine,
  { name, fitted, queries }: MatchSet,
): Promise<MatchSample[]> {
  const background = engine.index.sample(backgroundSize);
  const samples: MatchSample[] = [];
  for (const query of queries) {
    const scores = await embeddedScores(engine, query);
    const { lexical } = await engine.catalogue.find(query.text, lexicalCandidates, {});
    const total = (ordinal: number, score: number): number => score + lexicalWeight * lexical.rank(ordinal);
    const first = [...scores].reduce((top, entry) => (total(...entry) > total(...top) ? entry : top));
    samples.push({
      set: name,
      fitted,
      kind: query.kind,
      truth: query.truth,
      modality: query.picture ? 'image' : 'text',
      count: scores.size,
      scores: [...scores.values()].sort((a, b) => b - a),
      background: background.flatMap((ordinal) => scores.get(ordinal) ?? []),
      best: first[1],
      coverage: lexical.rank(first[0]),
    });
  }
  return samples;
}

async function embeddedScores(engine: Engine, query: MatchQuery): Promise<Map<number, number>> {
  const modality = query.picture ? 'image' : 'text';
  const vector = query.picture
    ? await engine.encoder.picture(query.picture)
    : await engine.encoder.text(query.text ?? '');
  return new Map(
    engine.products.map(({ ordinal, vectors }) => {
      const weights = effectiveWeights(engine.index.weights, modality, presentChannels(vectors));
      const score = channels.reduce((sum, channel) => {
        const own = vectors[channel];
        return own ? sum + weights[channel] * dot(vector, own) : sum;
      }, 0);
      return [ordinal, score];
    }),
  );
}
