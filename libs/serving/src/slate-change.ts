/** What two slates of one query have in common; each is a list of product ids, best first. */
export interface SlateChange {
  /** Share of the first slate that the second holds too; 1 for two empty ones. */
  readonly overlap: number;
  /** Mean number of places that a product in both has moved; null where there is none. */
  readonly meanMove: number | null;
  /** Not the same products in the same order. */
  readonly changed: boolean;
}

/** Compares the slates of one query. */
export function slateChange(before: readonly string[], after: readonly string[]): SlateChange {
  const moves = before.flatMap((id, place) => {
    const now = after.indexOf(id);
    return now < 0 ? [] : [Math.abs(now - place)];
  });
  return {
    overlap: before.length === 0 ? (after.length === 0 ? 1 : 0) : moves.length / before.length,
    meanMove: moves.length === 0 ? null : moves.reduce((sum, move) => sum + move, 0) / moves.length,
    changed: before.length !== after.length || before.some((id, place) => after[place] !== id),
  };
}

/** Right products in a slate as a share of the right ones, of the slate's places at most. */
export function rightShare(slate: readonly string[], right: ReadonlySet<string>, places: number): number {
  return slate.filter((id) => right.has(id)).length / Math.min(places, right.size);
}
