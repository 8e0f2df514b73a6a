import { mean, seededRandom, upperMedian } from '#platform';
import { dot, norm } from '#encoder';
import { SparseCoder, wordLimits, type Code } from '#neurons';

/** The words and the picture of one product. */
export interface Pair {
  readonly title: string;
  readonly text: Float32Array;
  readonly image: Float32Array;
}

/** What is measured of a dictionary: its directions and how it codes. */
export type Coder = Pick<SparseCoder, 'size' | 'code' | 'direction'>;

/** How much of vectors and scores a dictionary explains; the names play no part in it. */
export interface DictionaryQuality {
  readonly name: string;
  readonly size: number;
  readonly explainedVariance: { readonly image: number; readonly text: number };
  readonly active: { readonly image: number; readonly text: number };
  /** R@10 of title -> picture among reconstructions / the same among the vectors themselves. */
  readonly recallKept: number;
  /** Medians over true pairs. */
  readonly scoreByEight: number;
  readonly scoreByBothSides: number;
}

const strongest = 8;

/** Codes every pair with the dictionary and measures what the codes hold. */
export function dictionaryQuality(name: string, coder: Coder, pairs: readonly Pair[]): DictionaryQuality {
  const coded = pairs.map((pair) => ({
    ...pair,
    textCode: coder.code(pair.text),
    imageCode: coder.code(pair.image),
  }));
  const rebuilt = coded.map(({ title, textCode, imageCode }) => ({
    title,
    text: reconstruction(coder, textCode),
    image: reconstruction(coder, imageCode),
  }));
  const shares = coded.map(({ text, image, textCode, imageCode }) => {
    const contributions = Array.from(textCode.neurons, (k, i) => ({
      both: imageCode.neurons.includes(k),
      value: (textCode.activations[i] ?? 0) * dot(coder.direction(k), image),
    }));
    const score = dot(text, image);
    const top = contributions.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, strongest);
    return {
      byEight: shareExplained(score, top),
      byBothSides: shareExplained(
        score,
        contributions.filter(({ both }) => both),
      ),
    };
  });
  const vectors = (modality: 'text' | 'image') =>
    explainedVariance(
      pairs.map((pair) => pair[modality]),
      rebuilt.map((pair) => pair[modality]),
    );
  return {
    name,
    size: coder.size,
    explainedVariance: { image: vectors('image'), text: vectors('text') },
    active: {
      image: mean(coded.map(({ imageCode }) => imageCode.neurons.length)),
      text: mean(coded.map(({ textCode }) => textCode.neurons.length)),
    },
    recallKept: recallAtTen(rebuilt) / recallAtTen(pairs),
    scoreByEight: upperMedian(shares.map(({ byEight }) => byEight)),
    scoreByBothSides: upperMedian(shares.map(({ byBothSides }) => byBothSides)),
  };
}

/** As many random directions as the dictionary has. */
export function randomCoder(size: number, dimension: number): SparseCoder {
  const random = seededRandom(7);
  // Box and Muller 1958: normal coordinates make all directions equally likely.
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const directions = Array.from({ length: size }, () =>
    unit(Float32Array.from({ length: dimension }, normal)),
  );
  return new SparseCoder(directions, wordLimits);
}

/** Both signs of the principal components, fitted on vectors that are not judged. */
export function principalCoder(vectors: readonly Float32Array[]): SparseCoder {
  const dimension = vectors[0]?.length ?? 0;
  const random = seededRandom(11);
  const left = vectors.map((vector) => vector.slice());
  const directions: Float32Array[] = [];
  for (let component = 0; component < dimension / 2; component += 1) {
    let axis = unit(Float32Array.from({ length: dimension }, () => random() - 0.5));
    for (let turn = 0; turn < 12; turn += 1) {
      const next = new Float32Array(dimension);
      for (const vector of left) {
        const along = dot(vector, axis);
        for (let j = 0; j < dimension; j += 1) next[j]! += along * vector[j]!;
      }
      if (norm(next) === 0) break;
      axis = unit(next);
    }
    for (const vector of left) {
      const along = dot(vector, axis);
      for (let j = 0; j < dimension; j += 1) vector[j]! -= along * axis[j]!;
    }
    directions.push(
      axis,
      axis.map((x) => -x),
    );
  }
  return new SparseCoder(directions, wordLimits);
}

function reconstruction(coder: Coder, code: Code): Float32Array {
  const sum = new Float32Array(coder.direction(0).length);
  code.neurons.forEach((k, i) => {
    const activation = code.activations[i] ?? 0;
    coder.direction(k).forEach((d, j) => (sum[j]! += activation * d));
  });
  return sum;
}

function explainedVariance(vectors: readonly Float32Array[], rebuilt: readonly Float32Array[]): number {
  let open = 0;
  let whole = 0;
  vectors.forEach((vector, i) =>
    vector.forEach((x, j) => {
      open += (x - rebuilt[i]![j]!) ** 2;
      whole += x ** 2;
    }),
  );
  return 1 - open / whole;
}

/** Share of the distinct titles with a picture of the same title among the ten nearest. */
function recallAtTen(pairs: readonly Pair[]): number {
  const queries = [...new Map(pairs.map((pair) => [pair.title.toLowerCase(), pair.text]))];
  const hits = queries.filter(([title, text]) =>
    pairs
      .map((pair) => ({ score: dot(text, pair.image), title: pair.title }))
      .sort((a, b) => b.score - a.score)
      .slice(0, 10)
      .some((found) => found.title.toLowerCase() === title),
  );
  return hits.length / queries.length;
}

function shareExplained(score: number, contributions: readonly { value: number }[]): number {
  const explained = contributions.reduce((sum, { value }) => sum + value, 0);
  return score === 0 ? 0 : Math.max(0, 1 - Math.abs(score - explained) / Math.abs(score));
}

function unit(vector: Float32Array): Float32Array {
  const length = norm(vector);
  return vector.map((x) => x / length);
}
