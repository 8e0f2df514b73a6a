import { channels, type Channel, type Modality } from '#encoder';
import type { ChannelVectors, ChannelWeights, FusionWeights } from './channel-vectors.js';

/** Which channels a product has. */
export function presentChannels(vectors: ChannelVectors): ReadonlySet<Channel> {
  return new Set(channels.filter((channel) => vectors[channel] !== undefined));
}

/**
 * The weights that score a product: W[modality], the weights of the channels that the product lacks spread over
 * those that it has, in proportion (docs/neurons.md, section 1.2), so that silence is no penalty. The sum stays the same.
 * Where all the present channels weigh nothing they share the sum evenly; with no channel at all every weight is 0.
 */
export function effectiveWeights(
  weights: FusionWeights,
  modality: Modality,
  present: ReadonlySet<Channel>,
): ChannelWeights {
  const base = weights[modality];
  const total = base.image + base.description + base.reviews;
  const here = channels.filter((channel) => present.has(channel));
  const sum = here.reduce((so, channel) => so + base[channel], 0);
  const of = (channel: Channel): number => {
    if (!present.has(channel)) return 0;
    // The share first: the product of two tiny weights is 0 in floating point.
    return sum > 0 ? (base[channel] / sum) * total : total / here.length;
  };
  return { image: of('image'), description: of('description'), reviews: of('reviews') };
}

/**
 * The fused vector f = sum over c of w[c] v[c] of one product, weighed as a text query weighs it, so that
 * q . f is the product's embedded score for a text query (late fusion is one inner product). |f| <= {@link maxNorm}.
 */
export function fuse(vectors: ChannelVectors, weights: FusionWeights, dimension: number): Float32Array {
  const w = effectiveWeights(weights, 'text', presentChannels(vectors));
  const fused = new Float32Array(dimension);
  for (let i = 0; i < dimension; i += 1) {
    fused[i] =
      w.image * (vectors.image?.[i] ?? 0) +
      w.description * (vectors.description?.[i] ?? 0) +
      w.reviews * (vectors.reviews?.[i] ?? 0);
  }
  return fused;
}

/** No fused vector is longer: a channel vector is a mean of unit vectors, and the weights keep their sum. */
export function maxNorm(weights: FusionWeights): number {
  return weights.text.image + weights.text.description + weights.text.reviews;
}
