/** Chance that a positive one scores above a negative one; ties count half (Mann and Whitney 1947). NaN without either. */
export function areaUnderCurve(positive: Iterable<number>, negative: Iterable<number>): number {
  const [ours, theirs] = [Float64Array.from(positive).sort(), Float64Array.from(negative).sort()];
  let [below, upTo, wins] = [0, 0, 0];
  for (const value of ours) {
    while (below < theirs.length && (theirs[below] as number) < value) below += 1;
    while (upTo < theirs.length && (theirs[upTo] as number) <= value) upTo += 1;
    wins += (below + upTo) / 2;
  }
  return wins / (ours.length * theirs.length);
}
