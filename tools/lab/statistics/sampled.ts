import { shuffle } from '#platform';

/** The items in random order; the given array stays as it is. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const mixed = [...items];
  shuffle(mixed, random);
  return mixed;
}

/** At most `count` of the items, in their own order. */
export function sampled<T>(items: readonly T[], count: number, random: () => number): T[] {
  if (items.length <= count) return [...items];
  const places = shuffled([...items.keys()], random).slice(0, count);
  return places.sort((a, b) => a - b).map((place) => items[place]!);
}
