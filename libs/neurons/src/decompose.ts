import { dot, dotTwoRows, type Modality } from '#encoder';
import type { Channel } from '#catalogue';
import type { ChannelVectors, FusionWeights } from '#search-index';
import type { Code, NeuronDictionary } from './dictionary.js';

/**
 * What a part of the query came from: the words for it in a sentence depend on this. `denied` is a term that the words
 * of the query say is not wanted, `steer` a neuron turned up or down by hand, `answer` one by the answer to a question.
 */
export type QuerySource = 'text' | 'denied' | 'image' | 'like' | 'unlike' | 'steer' | 'answer';

/** One weighted vector of a query: q = sum over parts of weight * vector (neurons.md, section 1.3). */
export interface QueryPart {
  readonly source: QuerySource;
  readonly modality: Modality;
  /** Negative for what is not wanted. */
  readonly weight: number;
  readonly vector: Float32Array;
  readonly code: Code;
  /** Of typed words: the names of neurons that they say, as {@link nameForm} writes them. */
  readonly said?: ReadonlySet<string> | undefined;
}

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

const channels: readonly Channel[] = ['image', 'description', 'reviews'];

interface PreparedPart extends QueryPart {
  readonly directions: readonly Float32Array[];
  /** r = q - sum_k a[k] d[k], in float64. */
  readonly remainder: Float64Array;
}

/** What a code leaves open of its vector: r = q - sum_k a[k] d[k]. */
export function remainderOf(
  dictionary: Pick<NeuronDictionary, 'direction'>,
  vector: Float32Array,
  code: Code,
  modality: Modality,
): Float32Array {
  const open = Float64Array.from(vector);
  code.neurons.forEach((neuron, i) => {
    const direction = dictionary.direction(neuron, modality);
    const activation = code.activations[i] ?? 0;
    for (let j = 0; j < open.length; j += 1) open[j] = (open[j] ?? 0) - activation * (direction[j] ?? 0);
  });
  return Float32Array.from(open);
}

/** A query with its directions and remainders, made once and used for every product of the slate. */
export interface PreparedQuery {
  readonly parts: readonly PreparedPart[];
  readonly dictionary: NeuronDictionary;
}

/**
 * Computes the remainder of each part in float64, so that the identity holds for any code of any dictionary. What the
 * shop excludes from ranking is taken out of every part, which is then coded anew: scores are of what is left.
 */
export function prepareQuery(parts: readonly QueryPart[], dictionary: NeuronDictionary): PreparedQuery {
  const prepared = parts.map((given) => {
    const part = allowed(given, dictionary);
    const directions = Array.from(part.code.neurons, (neuron) => dictionary.direction(neuron, part.modality));
    const remainder = Float64Array.from(part.vector);
    directions.forEach((direction, i) => {
      const activation = part.code.activations[i] ?? 0;
      for (let j = 0; j < remainder.length; j += 1)
        remainder[j] = (remainder[j] ?? 0) - activation * (direction[j] ?? 0);
    });
    return { ...part, directions, remainder };
  });
  return { parts: prepared, dictionary };
}

/** The query with each part coded that has no code yet, so that scores can be taken apart. */
export function codeQuery({ parts, dictionary }: PreparedQuery): PreparedQuery {
  const coded = parts.map((part) =>
    part.code.neurons.length > 0 ? part : { ...part, code: dictionary.code(part.vector, part.modality) },
  );
  return prepareQuery(coded, dictionary);
}

function allowed(part: QueryPart, dictionary: NeuronDictionary): QueryPart {
  const vector = dictionary.withoutExcluded(part.vector);
  if (vector === part.vector) return part;
  const coded = part.code.neurons.length > 0;
  return { ...part, vector, code: coded ? dictionary.code(vector, part.modality) : part.code };
}

/** Of two directions with one vector; kept, so that nothing is allocated for them. */
const products = new Float64Array(2);

/**
 * Takes one product's embedded score apart (neurons.md, section 1.4), in float64:
 * contribution(k, c) = sum_p weight_p * W[modality_p][c] * a_p[k] * (d[k] . v[c]);
 * remainder(c) = sum_p weight_p * W[modality_p][c] * (r_p . v[c]).
 *
 * @param weights W, as effective for this product: already spread over the channels that it has.
 * @param vectors the product's channel vectors; a channel without one adds nothing.
 */
export function decompose(
  query: PreparedQuery,
  weights: FusionWeights,
  vectors: ChannelVectors,
): Decomposition {
  const parts = noChannels();
  const remainder = noChannels();
  const byNeuron = new Map<number, Record<Channel, number>>();
  // A slate of twenty takes hundreds of inner products here.
  for (const { vector: asked, modality, weight: ofPart, code, directions, remainder: open } of query.parts) {
    const scored: { channel: Channel; vector: Float32Array; weight: number }[] = [];
    for (const channel of channels) {
      const vector = vectors[channel];
      const weight = ofPart * weights[modality][channel];
      if (!vector || weight === 0) continue;
      parts[channel] += weight * dot(asked, vector);
      remainder[channel] += weight * dotOpen(open, vector);
      scored.push({ channel, vector, weight });
    }
    if (scored.length === 0) continue;
    const sumsOf = (i: number): Record<Channel, number> => {
      const shown = query.dictionary.shownAs(code.neurons[i] as number);
      const sums = byNeuron.get(shown) ?? noChannels();
      byNeuron.set(shown, sums);
      return sums;
    };
    // Two directions at a time; of an odd number the last one with itself.
    for (let i = 0; i < directions.length; i += 2) {
      const j = Math.min(i + 1, directions.length - 1);
      const [first, second] = [sumsOf(i), sumsOf(j)];
      const [one, other] = [directions[i] as Float32Array, directions[j] as Float32Array];
      for (const { channel, vector, weight } of scored) {
        dotTwoRows(one, 0, other, 0, vector, products);
        first[channel] += weight * (code.activations[i] as number) * (products[0] as number);
        if (j > i) second[channel] += weight * (code.activations[j] as number) * (products[1] as number);
      }
    }
  }
  const contributions = [...byNeuron].map(([neuron, byChannel]) => ({
    neuron,
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

function dotOpen(remainder: Float64Array, vector: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < remainder.length; i += 1) sum += (remainder[i] as number) * (vector[i] as number);
  return sum;
}

function noChannels(): Record<Channel, number> {
  return { image: 0, description: 0, reviews: 0 };
}
