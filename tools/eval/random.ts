/** The items in random order (Fisher and Yates); the given array stays as it is. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const mixed = [...items];
  for (let i = mixed.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
  }
  return mixed;
}

/** At most `count` of the items, in their own order. */
export function sampled<T>(items: readonly T[], count: number, random: () => number): T[] {
  if (items.length <= count) return [...items];
  const places = shuffled([...items.keys()], random).slice(0, count);
  return places.sort((a, b) => a - b).map((place) => items[place]!);
}
