import type { QueryComponent } from '#explanation';
import type { CatalogueSide } from '#catalogue';
import type { FusionWeights, ChannelIndex } from '#search-index';
import { leastCandidates, lexicalScore, typedShare } from './ranking.js';
import { EmbeddedScorer, indexQuery } from './score.js';

/** A product that may be shown, exactly scored (rules not yet applied). */
export interface Candidate {
  readonly ordinal: number;
  readonly embedded: number;
  readonly lexical: number;
}

export interface CandidateQuery {
  readonly components: readonly QueryComponent[];
  readonly weights: FusionWeights;
  /** How many results are wanted in the end. */
  readonly wanted: number;
}

/** Finds candidates by the index and by words, and scores them exactly. */
export class Candidates {
  constructor(private readonly index: ChannelIndex) {}

  /** Candidates, best first: the nearest of the index, and those that hold most of the words. */
  async find(query: CandidateQuery, catalogueSide: CatalogueSide): Promise<Candidate[]> {
    const { components, weights, wanted } = query;
    const modality = components.some((part) => part.modality === 'image') ? 'image' : 'text';
    const near = await this.index.search(
      indexQuery(components, weights),
      Math.max(leastCandidates[modality], 4 * wanted),
      catalogueSide.allowed,
    );
    const { lexical } = catalogueSide;
    const scorer = new EmbeddedScorer(components, weights);
    const typed = typedShare(components);
    const candidates: Candidate[] = [];
    for (const ordinal of new Set([...near.map((neighbour) => neighbour.ordinal), ...lexical.best])) {
      const vectors = this.index.channelVectors(ordinal);
      if (!vectors) continue;
      candidates.push({
        ordinal,
        embedded: scorer.score(vectors),
        lexical: lexicalScore(catalogueSide, ordinal, typed),
      });
    }
    return candidates.sort(
      (a, b) => b.embedded + b.lexical - (a.embedded + a.lexical) || a.ordinal - b.ordinal,
    );
  }
}
