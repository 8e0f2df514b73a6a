import { dot, channels, type Modality, type Channel } from '#encoder';
import { effectiveWeights, presentChannels, type ChannelVectors, type FusionWeights } from '#search-index';

/** What scoring needs of a part of a query. */
export interface ScoredComponent {
  readonly modality: Modality;
  readonly weight: number;
  readonly vector: Float32Array;
}

/** Which channels a product has, as one small number. */
function maskOf(vectors: ChannelVectors): number {
  return (vectors.image ? 1 : 0) | (vectors.description ? 2 : 0) | (vectors.reviews ? 4 : 0);
}

/** W as effective for a product: spread over the channels that it has, so that silence is no penalty. */
export function weightsFor(weights: FusionWeights, vectors: ChannelVectors): FusionWeights {
  const present = presentChannels(vectors);
  return {
    text: effectiveWeights(weights, 'text', present),
    image: effectiveWeights(weights, 'image', present),
  };
}

/**
 * Exact embedded scores of one query (docs/neurons.md, sections 1.2 and 1.3):
 * score(product) = sum_p weight_p * sum_c W[modality_p][c] * (q_p . v[c]).
 * Sums over parts are made once for each set of present channels, so a product costs three inner products.
 */
export class EmbeddedScorer {
  private readonly byMask = new Map<number, Record<Channel, Float32Array>>();

  constructor(
    private readonly components: readonly ScoredComponent[],
    private readonly weights: FusionWeights,
  ) {}

  score(vectors: ChannelVectors): number {
    const queries = this.channelQueries(vectors);
    let score = 0;
    for (const channel of channels) {
      const vector = vectors[channel];
      if (vector) score += dot(queries[channel], vector);
    }
    return score;
  }

  private channelQueries(vectors: ChannelVectors): Record<Channel, Float32Array> {
    const mask = maskOf(vectors);
    const known = this.byMask.get(mask);
    if (known) return known;
    const effective = weightsFor(this.weights, vectors);
    const queries = {
      image: this.sum(effective, 'image'),
      description: this.sum(effective, 'description'),
      reviews: this.sum(effective, 'reviews'),
    };
    this.byMask.set(mask, queries);
    return queries;
  }

  private sum(effective: FusionWeights, channel: Channel): Float32Array {
    const sum = new Float32Array(this.components[0]?.vector.length ?? 0);
    for (const part of this.components) {
      const weight = part.weight * effective[part.modality][channel];
      for (let i = 0; i < sum.length; i += 1) sum[i] = (sum[i] ?? 0) + weight * (part.vector[i] ?? 0);
    }
    return sum;
  }
}

/** The vector to ask the fused index with: parts weighted by how much their modality counts in all. */
export function indexQuery(components: readonly ScoredComponent[], weights: FusionWeights): Float32Array {
  const query = new Float32Array(components[0]?.vector.length ?? 0);
  for (const part of components) {
    const { image, description, reviews } = weights[part.modality];
    const weight = part.weight * (image + description + reviews);
    for (let i = 0; i < query.length; i += 1) query[i] = (query[i] ?? 0) + weight * (part.vector[i] ?? 0);
  }
  return query;
}
