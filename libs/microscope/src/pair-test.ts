import { detectionOf } from '#neurons';
import { permutationP, seededRandom } from '#platform';

/** One product's first picture and first passage: whether and how strongly the neuron fires for them. */
export interface FiringPair {
  readonly image: number;
  readonly text: number;
  /** Its category: pairs are also shuffled within it. */
  readonly category: string;
}

interface Counts {
  readonly pairs: number;
  readonly firesOnPictures: number;
  readonly firesOnTexts: number;
}

/** Does the neuron fire for the same products in both modalities (docs/neurons.md, section 2)? */
export type PairTest = Counts &
  (
    | {
        readonly tested: true;
        /** Chance that a picture whose words fire the neuron fires it more than one whose words don't. */
        readonly auc: number;
        /** One-sided permutation p-values: pairs shuffled over all, and within their category. */
        readonly pOverAll: number;
        readonly pWithinCategory: number;
        readonly passed: boolean;
      }
    | { readonly tested: false; readonly reason: string }
  );

export const leastFirings = 20;
export const leastAuc = 0.65;
const mostP = 0.05;
const permutations = 999;

/**
 * The test of one neuron by itself, on pairs of this catalogue: its p-values are not corrected for the number of
 * neurons that are tested. The same pairs give the same figures.
 */
export function pairTest(pairs: readonly FiringPair[]): PairTest {
  const places = pairs.map((_, i) => i);
  const onTexts = places.filter((i) => (pairs[i]?.text ?? 0) > 0);
  const onPictures = places.filter((i) => (pairs[i]?.image ?? 0) > 0);
  const counts = {
    pairs: pairs.length,
    firesOnPictures: onPictures.length,
    firesOnTexts: onTexts.length,
  };
  if (onPictures.length < leastFirings || onTexts.length < leastFirings)
    return { ...counts, tested: false, reason: tooFew(counts) };
  const detection = detectionOf(
    new Map(onPictures.map((i) => [i, pairs[i]?.image ?? 0])),
    new Set(onTexts),
    new Set(places),
  );
  if (!detection)
    return {
      ...counts,
      tested: false,
      reason: `It fires for the words of ${onTexts.length} of ${pairs.length} products: too few are left to compare with.`,
    };
  const [pOverAll, pWithinCategory] = [new Map([['', places]]), byCategory(pairs)].map((groups) =>
    shuffledP(pairs, [...groups.values()]),
  ) as [number, number];
  const { auc } = detection;
  const passed = auc >= leastAuc && pOverAll < mostP && pWithinCategory < mostP;
  return { ...counts, tested: true, auc, pOverAll, pWithinCategory, passed };
}

function tooFew({ pairs, firesOnPictures, firesOnTexts }: Counts): string {
  return (
    `It fires for the first picture of ${firesOnPictures} and the first passage of ${firesOnTexts} ` +
    `of ${pairs} products that have both; the test needs ${leastFirings} of each.`
  );
}

function byCategory(pairs: readonly FiringPair[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  pairs.forEach(({ category }, i) => {
    const group = groups.get(category);
    if (group) group.push(i);
    else groups.set(category, [i]);
  });
  return groups;
}

/**
 * How often pairs shuffled within their groups agree as well as the true ones: by the sum of activations on the
 * pictures whose words fire. Only as many pictures are drawn of a group as words fire in it.
 */
function shuffledP(pairs: readonly FiringPair[], groups: readonly (readonly number[])[]): number {
  const drawn = groups.map((group) => ({
    pictures: Float64Array.from(group, (i) => pairs[i]?.image ?? 0),
    firing: group.filter((i) => (pairs[i]?.text ?? 0) > 0).length,
  }));
  const observed = pairs.reduce((sum, { image, text }) => (text > 0 ? sum + image : sum), 0);
  const random = seededRandom(13);
  const agreement = (): number => {
    let sum = 0;
    for (const { pictures, firing } of drawn)
      for (let i = 0; i < firing; i += 1) {
        const j = i + Math.floor(random() * (pictures.length - i));
        const picked = pictures[j] ?? 0;
        pictures[j] = pictures[i] ?? 0;
        pictures[i] = picked;
        sum += picked;
      }
    return sum;
  };
  // Sums of the same numbers in another order differ in their last digits.
  return permutationP([observed], () => [agreement()], permutations, 1e-9)[0] as number;
}
