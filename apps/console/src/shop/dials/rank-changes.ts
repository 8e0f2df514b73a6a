/** How many places a product rose (above 0) or fell; `new` where it was not in the slate. */
export type RankChange = number | 'new';

export interface RankChanges {
  /** Of the products that are not where they were. */
  readonly changed: ReadonlyMap<string, RankChange>;
  readonly risen: number;
  readonly fallen: number;
  readonly entered: number;
  /** How many are no longer in the slate. */
  readonly left: number;
}

/** What changed from one slate to another. @param before ids of products in their order, as `after` is. */
export function rankChanges(before: readonly string[], after: readonly string[]): RankChanges {
  const places = new Map(before.map((id, place) => [id, place]));
  const changed = new Map<string, RankChange>();
  for (const [place, id] of after.entries()) {
    const was = places.get(id);
    if (was !== place) changed.set(id, was === undefined ? 'new' : was - place);
  }
  const changes = [...changed.values()];
  const now = new Set(after);
  return {
    changed,
    risen: changes.filter((change) => change !== 'new' && change > 0).length,
    fallen: changes.filter((change) => change !== 'new' && change < 0).length,
    entered: changes.filter((change) => change === 'new').length,
    left: before.filter((id) => !now.has(id)).length,
  };
}

/** The changes in a sentence: "2 new, 3 higher, 1 lower." */
export function changesSentence({ risen, fallen, entered }: RankChanges): string {
  const parts = [
    entered > 0 && `${entered} new`,
    risen > 0 && `${risen} higher`,
    fallen > 0 && `${fallen} lower`,
  ].filter(Boolean);
  return parts.length === 0 ? 'This changes no place.' : `Beside the search without it: ${parts.join(', ')}.`;
}
