/** Places below this are not looked at: a slate has at most 100 results. */
export const deepest = 100;

/** A figure of one ranked answer; `hits` says, place by place, whether the result is right. */
export interface Metric {
  readonly name: string;
  /** @param existing how many right products the catalogue has */
  of(hits: readonly boolean[], existing: number): number;
}

/** Share of queries with a right product among the first k. */
function hitRate(k: number): Metric {
  return { name: `R@${k}`, of: (hits) => (hits.slice(0, k).includes(true) ? 1 : 0) };
}

/** Share of right products among the first k places; places that stay empty count as wrong. */
export function precision(k: number): Metric {
  return { name: `P@${k}`, of: (hits) => hits.slice(0, k).filter(Boolean).length / k };
}

/** The same, as a share of what can stand there: a query with two right products needs two of them. */
export function attainablePrecision(k: number): Metric {
  return {
    name: `P@${k}`,
    of: (hits, existing) => hits.slice(0, k).filter(Boolean).length / Math.min(k, existing),
  };
}

/**
 * Discounted gain of the first k places over that of the best order (Jarvelin and Kekalainen 2002), for results that
 * are right or wrong.
 */
export function ndcg(k: number): Metric {
  const gain = (place: number): number => 1 / Math.log2(place + 2);
  const most = (existing: number): number =>
    Array.from({ length: Math.min(k, existing) }, (_, place) => gain(place)).reduce((a, b) => a + b, 0);
  return {
    name: `NDCG@${k}`,
    of: (hits, existing) =>
      hits.slice(0, k).reduce((sum, hit, place) => sum + (hit ? gain(place) : 0), 0) / most(existing),
  };
}

/** Mean of 1 / place of the first right product within the first {@link deepest}. */
export const reciprocalRank: Metric = {
  name: 'MRR',
  of: (hits) => {
    const place = hits.slice(0, deepest).indexOf(true);
    return place < 0 ? 0 : 1 / (place + 1);
  },
};

/** A metric is one more row. */
export const metrics: readonly Metric[] = [hitRate(1), hitRate(10), reciprocalRank];
