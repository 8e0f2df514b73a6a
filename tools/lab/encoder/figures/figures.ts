import { mean } from '#platform';

/** One figure of a model: a value a query, and what other ways get. */
export interface Figure {
  readonly name: string;
  /** One number a query, at least one. */
  readonly values: readonly number[];
  /** What answers in random order get on average. */
  readonly random: number;
  /** What the words of titles get without any encoder; undefined where they hold the answer or nothing. */
  readonly lexical?: readonly number[];
}

/** Centred vectors: unit length, so that an inner product is a cosine. */
export type Vectors = readonly Float32Array[];

/** Places of the `count` best rows of a gallery for a query, best first. */
export function best(query: Float32Array, gallery: Vectors, count: number): number[] {
  const places: number[] = [];
  const scores: number[] = [];
  gallery.forEach((row, place) => {
    let score = 0;
    for (let i = 0; i < query.length; i += 1) score += query[i]! * row[i]!;
    if (scores.length === count && score <= scores[count - 1]!) return;
    let at = scores.length;
    while (at > 0 && scores[at - 1]! < score) at -= 1;
    scores.splice(at, 0, score);
    places.splice(at, 0, place);
    if (scores.length > count) {
      scores.pop();
      places.pop();
    }
  });
  return places;
}

/**
 * Share of queries with a right picture among the first k.
 *
 * @param keys one a query; a picture with the same key is right
 */
export function recallFigures(
  name: string,
  queries: { readonly vectors: Vectors; readonly keys: readonly string[] },
  gallery: { readonly vectors: Vectors; readonly keys: readonly string[] },
  ranks: readonly number[],
): Figure[] {
  const deepest = Math.max(...ranks);
  const hits = queries.vectors.map((vector, query) =>
    best(vector, gallery.vectors, deepest).map((place) => gallery.keys[place] === queries.keys[query]),
  );
  const owned = new Map<string, number>();
  for (const key of gallery.keys) owned.set(key, (owned.get(key) ?? 0) + 1);
  return ranks.map((rank) => ({
    name: `${name}, R@${rank}`,
    values: hits.map((row) => Number(row.slice(0, rank).includes(true))),
    random: mean(queries.keys.map((key) => chance(gallery.keys.length, owned.get(key) ?? 0, rank))),
  }));
}

/** Top-k accuracy of the nearest class. `classes` and `labels` are names of classes. */
export function classFigures(
  name: string,
  pictures: { readonly vectors: Vectors; readonly labels: readonly string[] },
  classes: { readonly vectors: Vectors; readonly names: readonly string[] },
  ranks: readonly number[] = [1],
): Figure[] {
  const hits = pictures.vectors.map((vector, i) =>
    best(vector, classes.vectors, Math.max(...ranks)).map(
      (place) => classes.names[place] === pictures.labels[i],
    ),
  );
  return ranks.map((rank) => ({
    name: ranks.length > 1 || rank > 1 ? `${name}, top-${rank}` : name,
    values: hits.map((row) => Number(row.slice(0, rank).includes(true))),
    random: Math.min(1, rank / classes.names.length),
  }));
}

/** Unit-length mean of some unit vectors: several prompts become one class. */
export function middle(vectors: Vectors): Float32Array {
  const sum = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) for (let i = 0; i < sum.length; i += 1) sum[i]! += vector[i]!;
  const length = Math.hypot(...sum);
  return length === 0 ? sum : sum.map((value) => value / length);
}

/** Probability that k of `all` places drawn at random hold one of `right` (hypergeometric). */
export function chance(all: number, right: number, k: number): number {
  let none = 1;
  for (let i = 0; i < Math.min(k, all); i += 1) none *= Math.max(0, all - right - i) / (all - i);
  return 1 - none;
}
