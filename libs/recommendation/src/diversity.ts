/**
 * Maximal marginal relevance (Carbonell and Goldstein, 1998): picks items in turn, each time the one with the largest
 * (1 - diversity) * relevance - diversity * likeness to what is already picked.
 *
 * @param relevance scores, best first; scaled to 0..1 here, so that both terms have one scale.
 * @param likeness of two items by their places, -1..1.
 * @param diversity 0 keeps the order, 1 looks at difference alone.
 * @returns places in the new order, `count` at most.
 */
export function diversify(
  relevance: readonly number[],
  likeness: (a: number, b: number) => number,
  diversity: number,
  count: number,
): number[] {
  const places = relevance.map((_, place) => place);
  if (diversity === 0) return places.slice(0, count);
  const best = Math.max(...relevance);
  const span = best - Math.min(...relevance) || 1;
  const closest = relevance.map(() => -1);
  const picked: number[] = [];
  const open = new Set(places);
  while (open.size > 0 && picked.length < count) {
    let next = -1;
    let nextValue = -Infinity;
    for (const place of open) {
      const scaled = 1 - (best - (relevance[place] ?? 0)) / span;
      const penalty = picked.length === 0 ? 0 : (closest[place] ?? 0);
      const value = (1 - diversity) * scaled - diversity * penalty;
      if (value > nextValue) [next, nextValue] = [place, value];
    }
    open.delete(next);
    picked.push(next);
    for (const place of open) closest[place] = Math.max(closest[place] ?? -1, likeness(next, place));
  }
  return picked;
}
