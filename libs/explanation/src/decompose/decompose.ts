import { channels, dotTwoRows, type Channel } from '#encoder';
import type { ChannelVectors, FusionWeights } from '#search-index';
import type { CodedQuery } from './asked-query.js';
import type { QueryComponent } from './query-component.js';

/** A number for each channel; 0 where the product has none. */
export type ByChannel = Readonly<Record<Channel, number>>;

/** What one neuron, with those that people merged into it, adds to a score, through each channel. */
export interface Contribution {
  readonly neuron: number;
  readonly byChannel: ByChannel;
  readonly total: number;
}

/** One product's embedded score, taken apart: score = sum of contributions + sum of remainders. */
export interface Decomposition {
  /** sum_p weight_p * sum_c W[modality_p][c] * (q_p . v[c]), computed without the dictionary. */
  readonly score: number;
  /** Each channel's part of the score, computed without the dictionary. */
  readonly parts: ByChannel;
  /** Largest first; every neuron that fires for any part of the query is here, also those below 0. */
  readonly contributions: readonly Contribution[];
  /** What no neuron explains. */
  readonly remainder: ByChannel;
  /** 1 - |remainder| / |score|, not below 0; 0 for a score of 0. */
  readonly explained: number;
}

/** Largest deviation of the identity in float64 that is not an error. */
export const identityTolerance = 1e-5;

/**
 * Takes one product's embedded score apart (docs/neurons.md, section 1.4), in float64:
 * contribution(k, c) = sum_p weight_p * W[modality_p][c] * a_p[k] * (d[k] . v[c]);
 * remainder(c) = sum_p weight_p * W[modality_p][c] * (r_p . v[c]).
 *
 * @param weights W, as effective for this product: already spread over the channels that it has.
 * @param vectors the product's channel vectors; a channel without one adds nothing.
 */
export function decompose(query: CodedQuery, weights: FusionWeights, vectors: ChannelVectors): Decomposition {
  const parts = noChannels();
  const remainder = noChannels();
  const byNeuron = query.neurons.map(noChannels);
  for (const channel of channels) {
    const vector = vectors[channel];
    if (!vector) continue;
    for (const { modality, weight: ofPart, code, rows, places } of query.components) {
      const weight = ofPart * weights[modality][channel];
      if (weight === 0) continue;
      const products = rowProducts(rows, vector);
      parts[channel] += weight * (products[0] as number);
      remainder[channel] += weight * (products[1] as number);
      for (let i = 0; i < places.length; i += 1) {
        const ofNeuron = byNeuron[places[i] as number] as Record<Channel, number>;
        ofNeuron[channel] += weight * (code.activations[i] as number) * (products[2 + i] as number);
      }
    }
  }
  const contributions = byNeuron.map((byChannel, i) => ({
    neuron: query.neurons[i] as number,
    byChannel,
    total: sumChannels(byChannel),
  }));
  contributions.sort((a, b) => b.total - a.total || a.neuron - b.neuron);
  const score = sumChannels(parts);
  const open = sumChannels(remainder);
  return {
    score,
    parts,
    contributions,
    remainder,
    explained: score === 0 ? 0 : Math.max(0, 1 - Math.abs(open) / Math.abs(score)),
  };
}

/**
 * Each channel's part of a product's embedded score, as {@link decompose} gives them, for a query that is not coded.
 *
 * @param weights W, as effective for this product
 */
export function channelScores(
  query: readonly QueryComponent[],
  weights: FusionWeights,
  vectors: ChannelVectors,
): ByChannel {
  const parts = noChannels();
  for (const channel of channels) {
    const vector = vectors[channel];
    if (!vector) continue;
    for (const { modality, weight: ofPart, vector: asked } of query) {
      const weight = ofPart * weights[modality][channel];
      if (weight !== 0) parts[channel] += weight * (rowProducts(asked, vector)[0] as number);
    }
  }
  return parts;
}

/**
 * How far the identity score = contributions + remainders is off, the worst channel counted too.
 * Above {@link identityTolerance} is an error that the caller logs and counts; a score that is no number is Infinity.
 */
export function assertIdentity(decomposition: Decomposition): number {
  let total = 0;
  let worst = 0;
  for (const channel of channels) {
    let sum = decomposition.remainder[channel];
    for (const contribution of decomposition.contributions) sum += contribution.byChannel[channel];
    worst = Math.max(worst, Math.abs(sum - decomposition.parts[channel]));
    total += sum;
  }
  const deviation = Math.max(worst, Math.abs(total - decomposition.score));
  return Number.isNaN(deviation) ? Infinity : deviation;
}

/** The sum over channels. */
export function sumChannels(values: ByChannel): number {
  return values.image + values.description + values.reviews;
}

/** Of two rows with one vector; kept, so that nothing is allocated for them. */
const two = new Float64Array(2);

/** The inner product of each row with a vector: a slate of twenty takes hundreds of them. */
function rowProducts(rows: Float32Array | Float64Array, vector: Float32Array): Float64Array {
  const products = new Float64Array(rows.length / vector.length);
  for (let row = 0; row < products.length; row += 2) {
    // Of an odd number the last one with itself.
    const other = Math.min(row + 1, products.length - 1);
    dotTwoRows(rows, row, other, vector, two);
    products[row] = two[0] as number;
    products[other] = two[1] as number;
  }
  return products;
}

function noChannels(): Record<Channel, number> {
  return { image: 0, description: 0, reviews: 0 };
}
