/** A stretch of a text; `weight` 0..1 says how much it carries, 0 for what is not marked. */
export interface Stretch {
  readonly start: number;
  readonly text: string;
  readonly weight: number;
}

interface Word {
  readonly start: number;
  readonly end: number;
  readonly effect: number;
}

/** Weaker words, as a share of the strongest, are not marked: everything carries a little. */
const leastShare = 0.2;

/** A text cut into marked words and what stands between them. */
export function markedWords(text: string, words: readonly Word[]): Stretch[] {
  const most = Math.max(0, ...words.map(({ effect }) => effect));
  const stretches: Stretch[] = [];
  let at = 0;
  const take = (end: number, weight: number): void => {
    if (end > at) stretches.push({ start: at, text: text.slice(at, end), weight });
    at = Math.max(at, end);
  };
  for (const { start, end, effect } of words) {
    if (most === 0 || effect < leastShare * most) continue;
    take(start, 0);
    take(end, effect / most);
  }
  take(text.length, 0);
  return stretches;
}
