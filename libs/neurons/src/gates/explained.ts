import { dot, type Modality } from '#encoder';
import { bootstrap, upperMedian, type Estimate } from '#platform';
import type { Code, NeuronDictionary } from '../dictionary.js';

/** What is measured of a dictionary: how it codes and what its codes mean. */
export type Coder = Pick<NeuronDictionary, 'size' | 'code' | 'direction'>;

/** The words and the picture of one held-out product. */
export interface Pair {
  readonly title: string;
  readonly category: string;
  readonly text: Float32Array;
  readonly image: Float32Array;
}

export interface CodedVectors extends Pair {
  readonly codes: Readonly<Record<Modality, Code>>;
  readonly rebuilt: Readonly<Record<Modality, Float32Array>>;
}

/** How much of vectors and scores a dictionary explains, with intervals over the pairs (docs/neurons.md, section 6). */
export interface Explained {
  readonly active: Readonly<Record<Modality, number>>;
  readonly variance: Readonly<Record<Modality, Estimate>>;
  /** R@10 of title to picture among reconstructions, as a share of the same among the vectors themselves. */
  readonly recallKept: Estimate;
  readonly byEight: Estimate;
  readonly byBothSides: Estimate;
}

const strongest = 8;
const resampling = { resamples: 300 };

export function codePairs(coder: Coder, pairs: readonly Pair[]): CodedVectors[] {
  return pairs.map((pair) => {
    const codes = { image: coder.code(pair.image, 'image'), text: coder.code(pair.text, 'text') };
    return {
      ...pair,
      codes,
      rebuilt: {
        image: reconstruction(coder, codes.image, 'image', pair.image.length),
        text: reconstruction(coder, codes.text, 'text', pair.text.length),
      },
    };
  });
}

export function explained(coder: Coder, coded: readonly CodedVectors[]): Explained {
  const shares = coded.map(({ text, image, codes }) => {
    const fires = new Set(codes.image.neurons);
    const contributions = Array.from(codes.text.neurons, (k, i) => ({
      both: fires.has(k),
      value: (codes.text.activations[i] as number) * dot(coder.direction(k, 'text'), image),
    }));
    const score = dot(text, image);
    const top = contributions.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, strongest);
    return {
      byEight: share(score, top),
      byBothSides: share(
        score,
        contributions.filter(({ both }) => both),
      ),
    };
  });
  const queries = recallHits(coded);
  return {
    active: { image: meanActive(coded, 'image'), text: meanActive(coded, 'text') },
    variance: { image: varianceExplained(coded, 'image'), text: varianceExplained(coded, 'text') },
    recallKept: bootstrap(
      queries.length,
      (places) => {
        const sum = (of: 'kept' | 'whole'): number => places.reduce((n, i) => n + (queries[i]?.[of] ?? 0), 0);
        return sum('kept') / sum('whole');
      },
      resampling,
    ),
    byEight: medianEstimate(shares.map(({ byEight }) => byEight)),
    byBothSides: medianEstimate(shares.map(({ byBothSides }) => byBothSides)),
  };
}

/** Share of units that fire for any of the codes. */
export function liveShare(size: number, codes: Iterable<Code>): number {
  const live = new Uint8Array(size);
  for (const { neurons } of codes) for (const unit of neurons) live[unit] = 1;
  return live.reduce((sum, one) => sum + one, 0) / size;
}

function medianEstimate(values: readonly number[]): Estimate {
  return bootstrap(
    values.length,
    (places) => upperMedian(places.map((place) => values[place] as number)),
    resampling,
  );
}

function reconstruction(coder: Coder, code: Code, modality: Modality, dimension: number): Float32Array {
  const sum = new Float32Array(dimension);
  code.neurons.forEach((k, i) => {
    const activation = code.activations[i] as number;
    coder.direction(k, modality).forEach((d, j) => (sum[j] = (sum[j] as number) + activation * d));
  });
  return sum;
}

function varianceExplained(coded: readonly CodedVectors[], modality: Modality): Estimate {
  const dimension = coded[0]?.[modality].length ?? 0;
  const mean = new Float64Array(dimension);
  for (const pair of coded)
    pair[modality].forEach((x, j) => (mean[j] = (mean[j] as number) + x / coded.length));
  const parts = coded.map((pair) => {
    let [open, whole] = [0, 0];
    pair[modality].forEach((x, j) => {
      open += (x - (pair.rebuilt[modality][j] as number)) ** 2;
      whole += (x - (mean[j] as number)) ** 2;
    });
    return { open, whole };
  });
  return bootstrap(
    coded.length,
    (places) => {
      let [open, whole] = [0, 0];
      for (const i of places) {
        open += parts[i]?.open ?? 0;
        whole += parts[i]?.whole ?? 0;
      }
      return 1 - open / whole;
    },
    resampling,
  );
}

/** Of each distinct title whether a picture of the same title is among the ten nearest, before and after rebuilding. */
function recallHits(coded: readonly CodedVectors[]): { whole: number; kept: number }[] {
  const queries = [...new Map(coded.map((pair) => [pair.title.toLowerCase(), pair])).entries()];
  const hit = (title: string, query: Float32Array, image: (pair: CodedVectors) => Float32Array): number => {
    const right = Math.max(
      ...coded.flatMap((pair) => (pair.title.toLowerCase() === title ? [dot(query, image(pair))] : [])),
    );
    let above = 0;
    for (const pair of coded)
      if (pair.title.toLowerCase() !== title && dot(query, image(pair)) > right) above += 1;
    return above < 10 ? 1 : 0;
  };
  const rebuilt = new Map(coded.map((pair) => [pair, unit(pair.rebuilt.image)]));
  return queries.map(([title, pair]) => ({
    whole: hit(title, pair.text, ({ image }) => image),
    kept: hit(title, pair.rebuilt.text, (other) => rebuilt.get(other) ?? other.image),
  }));
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  return length === 0 ? vector : vector.map((x) => x / length);
}

function share(score: number, contributions: readonly { value: number }[]): number {
  const sum = contributions.reduce((total, { value }) => total + value, 0);
  return score === 0 ? 0 : Math.max(0, 1 - Math.abs(score - sum) / Math.abs(score));
}

function meanActive(coded: readonly CodedVectors[], modality: Modality): number {
  return coded.reduce((sum, { codes }) => sum + codes[modality].neurons.length, 0) / coded.length;
}
