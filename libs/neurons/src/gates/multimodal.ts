import { areaUnderCurve, permutationP, seededRandom, shuffle } from '#platform';
import type { Code } from '../dictionary.js';

/** Picture and words of one held-out product, coded. */
export interface CodedPair {
  readonly image: Code;
  readonly text: Code;
  /** Its kind: pairs are also shuffled within it. */
  readonly category: string;
}

/** What is measured of one unit over held-out pairs (docs/neurons.md, section 2). */
export interface UnitAgreement {
  readonly unit: number;
  readonly firesOnPictures: number;
  readonly firesOnWords: number;
  /** Chance that the picture of a pair whose words fire the unit fires it more than the picture of another pair. */
  readonly auc: number;
  /** One-sided permutation p-values: pairs shuffled over all, and within their category. */
  readonly pOverAll: number;
  readonly pWithinCategory: number;
  readonly multimodal: boolean;
}

export const leastFirings = 20;
export const leastAgreement = 0.65;
const falseDiscoveries = 0.05;

/** Agreement of every unit that fires on at least 20 pictures and 20 texts. */
export function unitAgreements(
  pairs: readonly CodedPair[],
  units: number,
  permutations: number,
): UnitAgreement[] {
  const agreeing = (order: Int32Array): Float64Array => agreement(pairs, order, units);
  const own = Int32Array.from(pairs, (_, i) => i);
  const observed = agreeing(own);
  const random = seededRandom(13);
  const [overAll, withinCategory] = [[own], groupsOf(pairs)].map((groups) =>
    permutationP(observed, () => agreeing(shuffledWithin(groups, pairs.length, random)), permutations),
  ) as [Float64Array, Float64Array];
  const candidates = firingUnits(pairs, units);
  const passes = [overAll, withinCategory].map((p) =>
    discoveries(
      candidates.map(({ unit }) => p[unit] as number),
      falseDiscoveries,
    ),
  );
  return candidates.map(({ unit, image, text }, i) => {
    const auc = agreementAuc(pairs, unit);
    return {
      unit,
      firesOnPictures: image,
      firesOnWords: text,
      auc,
      pOverAll: overAll[unit] as number,
      pWithinCategory: withinCategory[unit] as number,
      multimodal: auc >= leastAgreement && passes.every((pass) => pass[i]),
    };
  });
}

/** Which p-values are discoveries at a false discovery rate (Benjamini and Hochberg 1995), in the order given. */
export function discoveries(pValues: readonly number[], rate: number): boolean[] {
  const sorted = pValues.toSorted((a, b) => a - b);
  let limit = -1;
  sorted.forEach((p, i) => {
    if (p <= (rate * (i + 1)) / sorted.length) limit = p;
  });
  return pValues.map((p) => p <= limit);
}

/** Of each unit, the sum over pairs whose words fire it of its activation on the picture that `order` puts there. */
function agreement(pairs: readonly CodedPair[], order: Int32Array, units: number): Float64Array {
  const sums = new Float64Array(units);
  const fired = new Float64Array(units);
  pairs.forEach(({ text }, i) => {
    const { neurons, activations } = (pairs[order[i] as number] as CodedPair).image;
    for (let j = 0; j < neurons.length; j += 1) fired[neurons[j] as number] = activations[j] as number;
    for (const unit of text.neurons) sums[unit] = (sums[unit] as number) + (fired[unit] as number);
    for (const unit of neurons) fired[unit] = 0;
  });
  return sums;
}

function agreementAuc(pairs: readonly CodedPair[], unit: number): number {
  const [named, others]: [number[], number[]] = [[], []];
  for (const { image, text } of pairs) {
    const at = image.neurons.indexOf(unit);
    (text.neurons.includes(unit) ? named : others).push(at < 0 ? 0 : (image.activations[at] as number));
  }
  return areaUnderCurve(named, others);
}

function firingUnits(
  pairs: readonly CodedPair[],
  units: number,
): { unit: number; image: number; text: number }[] {
  const counts = { image: new Uint32Array(units), text: new Uint32Array(units) };
  for (const pair of pairs)
    for (const side of ['image', 'text'] as const)
      for (const unit of pair[side].neurons) counts[side][unit] = (counts[side][unit] as number) + 1;
  return Array.from({ length: units }, (_, unit) => ({
    unit,
    image: counts.image[unit] as number,
    text: counts.text[unit] as number,
  })).filter(({ image, text }) => image >= leastFirings && text >= leastFirings);
}

function groupsOf(pairs: readonly CodedPair[]): Int32Array[] {
  const groups = new Map<string, number[]>();
  pairs.forEach(({ category }, i) => groups.set(category, [...(groups.get(category) ?? []), i]));
  return [...groups.values()].map((members) => Int32Array.from(members));
}

function shuffledWithin(groups: readonly Int32Array[], count: number, random: () => number): Int32Array {
  const order = new Int32Array(count);
  for (const group of groups) {
    const mixed = group.slice();
    shuffle(mixed, random);
    group.forEach((place, i) => (order[place] = mixed[i] as number));
  }
  return order;
}
