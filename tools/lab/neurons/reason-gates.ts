import { estimate, seededRandom, type Estimate } from '#platform';
import { dot } from '#encoder';
import { leastShare } from '#explanation';
import type { Code, CodedVectors, Coder } from '#neurons';

const slate = 10;
const drawsOfRandom = 8;

/**
 * Contribution by neuron of the reasons for a product's picture: neurons that fire for the words and for the picture
 * and contribute at least 5 % of the score (docs/neurons.md, section 4).
 */
export function reasonsOf(coder: Coder, text: Vectored, image: Vectored): Map<number, number> {
  const score = dot(text.vector, image.vector);
  const fires = new Set(image.code.neurons);
  const reasons = new Map<number, number>();
  text.code.neurons.forEach((k, i) => {
    const contribution = (text.code.activations[i] as number) * dot(coder.direction(k, 'text'), image.vector);
    if (fires.has(k) && contribution > 0 && contribution >= leastShare * score) reasons.set(k, contribution);
  });
  return reasons;
}

export interface Vectored {
  readonly vector: Float32Array;
  readonly code: Code;
}

/** Sum of the smaller over sum of the larger values; 1 for two empty ones. */
export function weightedJaccard(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number {
  let [both, either] = [0, 0];
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    both += Math.min(a.get(key) ?? 0, b.get(key) ?? 0);
    either += Math.max(a.get(key) ?? 0, b.get(key) ?? 0);
  }
  return either === 0 ? 1 : both / either;
}

/**
 * Share of queries whose slate changes more when the neurons shown for its first result are taken out of the query than
 * when as many other neurons with the same activations are (mean of eight draws among those that fire for any query).
 */
export function faithfulness(
  coder: Coder,
  queries: readonly CodedVectors[],
  gallery: readonly CodedVectors[],
): Estimate {
  const random = seededRandom(17);
  const live = [...new Set(queries.flatMap(({ codes }) => [...codes.text.neurons]))];
  const wins = queries.flatMap(({ text, codes }) => {
    const before = nearest(text, gallery);
    const first = gallery[before[0] as number] as CodedVectors;
    const shown = reasonsOf(
      coder,
      { vector: text, code: codes.text },
      { vector: first.image, code: first.codes.image },
    );
    const taken = [...shown.keys()].map((k) => ({
      neuron: k,
      activation: codes.text.activations[codes.text.neurons.indexOf(k)] as number,
    }));
    // Nothing is shown for it: there is nothing to be faithful to.
    if (taken.length === 0) return [];
    const change = (out: readonly { neuron: number; activation: number }[]): number =>
      1 - overlap(before, nearest(less(coder, text, out), gallery));
    const others = live.filter((k) => !codes.text.neurons.includes(k));
    let byRandom = 0;
    for (let draw = 0; draw < drawsOfRandom; draw += 1) {
      const picked = taken.map(({ activation }) => ({
        neuron: others[Math.floor(random() * others.length)] as number,
        activation,
      }));
      byRandom += change(picked) / drawsOfRandom;
    }
    return [change(taken) > byRandom ? 1 : 0];
  });
  return estimate(wins);
}

function less(
  coder: Coder,
  text: Float32Array,
  out: readonly { neuron: number; activation: number }[],
): Float32Array {
  const left = text.slice();
  for (const { neuron, activation } of out)
    coder.direction(neuron, 'text').forEach((d, j) => (left[j] = (left[j] as number) - activation * d));
  return left;
}

function nearest(query: Float32Array, gallery: readonly CodedVectors[]): number[] {
  return gallery
    .map(({ image }, i) => ({ i, score: dot(query, image) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, slate)
    .map(({ i }) => i);
}

function overlap(a: readonly number[], b: readonly number[]): number {
  return a.filter((i) => b.includes(i)).length / slate;
}

/** Share of a dictionary's live units with a unit of another one whose directions both have a cosine of .8 and more. */
export function partners(one: Coder, other: Coder, live: readonly number[]): Estimate {
  return estimate(
    live.map((k) => {
      const [image, text] = [one.direction(k, 'image'), one.direction(k, 'text')];
      for (let l = 0; l < other.size; l += 1)
        if ((dot(image, other.direction(l, 'image')) + dot(text, other.direction(l, 'text'))) / 2 >= 0.8)
          return 1;
      return 0;
    }),
  );
}
