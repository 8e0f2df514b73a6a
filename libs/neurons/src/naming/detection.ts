import type { NameDetection } from '../dictionary.js';

/** With fewer of either a property is not judged. */
const leastOfEach = 5;

/**
 * Detection of a property among judged products (Mann and Whitney 1947, by ranks; most activations are 0).
 *
 * @param firing activation by product, for those where the unit fires
 * @param holds products of which the property is true
 * @param judged products of which it is known whether the property is true, `holds` among them
 * @param least activations from which on a firing counts for `firesWith` and `firesWithout`
 * @returns undefined with fewer than five products of either kind
 */
export function detectionOf(
  firing: ReadonlyMap<number, number>,
  holds: ReadonlySet<number>,
  judged: ReadonlySet<number>,
  least = 0,
): NameDetection | undefined {
  const positives = holds.size;
  const negatives = judged.size - positives;
  if (positives < leastOfEach || negatives < leastOfEach) return undefined;
  const fired = [...firing].filter(([product]) => judged.has(product)).sort((a, b) => a[1] - b[1]);
  const firedPositive = fired.reduce((sum, [product]) => sum + (holds.has(product) ? 1 : 0), 0);
  const seen = fired.filter(([, activation]) => activation >= least);
  const activePositive = seen.filter(([product]) => holds.has(product)).length;
  const silent = judged.size - fired.length;
  let rankSum = (positives - firedPositive) * ((silent + 1) / 2);
  for (let from = 0; from < fired.length;) {
    let to = from;
    let held = 0;
    while (to < fired.length && fired[to]?.[1] === fired[from]?.[1]) {
      if (holds.has(fired[to]?.[0] ?? -1)) held += 1;
      to += 1;
    }
    rankSum += held * (silent + (from + 1 + to) / 2);
    from = to;
  }
  return {
    positives,
    auc: (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives),
    firesWith: activePositive / positives,
    firesWithout: (seen.length - activePositive) / negatives,
  };
}

/**
 * Chance that the property holds when the unit fires, among products half of which have it. One right and one wrong
 * firing are added (Laplace), so that few products never make a name sure.
 */
export function chanceRight({ positives, firesWith, firesWithout }: NameDetection): number {
  return (firesWith * positives + 1) / ((firesWith + firesWithout) * positives + 2);
}
