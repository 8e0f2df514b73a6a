import { channels, dotTwoRows, type Channel, type Modality } from '#encoder';
import type { ChannelVectors, FusionWeights } from '#search-index';
import type { Code, NeuronDictionary } from '#neurons';

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

interface PreparedPart extends QueryPart {
  /**
   * Row-major, in float64: the vector q, what its code leaves open r = q - sum_k a[k] d[k], then d[k] of each neuron of
   * the code.
   */
  readonly rows: Float64Array;
  /** Of each neuron of the code: its place in {@link PreparedQuery.neurons}. */
  readonly places: readonly number[];
}

/** A query with its directions and remainders, made once and used for every product of the slate. */
export interface PreparedQuery {
  readonly parts: readonly PreparedPart[];
  readonly dictionary: NeuronDictionary;
  /** The neurons that fire for any part, as they are shown: those merged into another are that one. */
  readonly neurons: readonly number[];
}

/**
 * Computes the remainder of each part in float64, so that the identity holds for any code of any dictionary. What the
 * shop excludes from ranking is taken out of every part, which is then coded anew: scores are of what is left.
 */
export function prepareQuery(parts: readonly QueryPart[], dictionary: NeuronDictionary): PreparedQuery {
  const neurons: number[] = [];
  const prepared = parts.map((given) => {
    const part = allowed(given, dictionary);
    const places = Array.from(part.code.neurons, (neuron) => {
      const shown = dictionary.shownAs(neuron);
      const known = neurons.indexOf(shown);
      return known < 0 ? neurons.push(shown) - 1 : known;
    });
    return { ...part, rows: rowsOf(part, dictionary), places };
  });
  return { parts: prepared, dictionary, neurons };
}

function rowsOf({ vector, modality, code }: QueryPart, dictionary: NeuronDictionary): Float64Array {
  const width = vector.length;
  const rows = new Float64Array((2 + code.neurons.length) * width);
  rows.set(vector);
  const open = rows.subarray(width, 2 * width);
  open.set(vector);
  code.neurons.forEach((neuron, i) => {
    const direction = dictionary.direction(neuron, modality);
    const activation = code.activations[i] ?? 0;
    rows.set(direction, (2 + i) * width);
    for (let j = 0; j < width; j += 1) open[j] = (open[j] ?? 0) - activation * (direction[j] ?? 0);
  });
  return rows;
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
  const byNeuron = query.neurons.map(noChannels);
  for (const channel of channels) {
    const vector = vectors[channel];
    if (!vector) continue;
    for (const { modality, weight: ofPart, code, rows, places } of query.parts) {
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
function rowProducts(rows: Float64Array, vector: Float32Array): Float64Array {
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
