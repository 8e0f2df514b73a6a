/** Chance that a positive one scores above a negative one; ties count half (Mann and Whitney 1947). */
export function areaUnderCurve(scores: readonly { score: number; positive: boolean }[]): number {
  const ordered = scores.toSorted((a, b) => a.score - b.score);
  let below = 0;
  let wins = 0;
  let positives = 0;
  for (let start = 0; start < ordered.length;) {
    let end = start;
    let here = 0;
    while (end < ordered.length && ordered[end]?.score === ordered[start]?.score) {
      if (ordered[end]?.positive) here += 1;
      end += 1;
    }
    const negatives = end - start - here;
    wins += here * (below + negatives / 2);
    positives += here;
    below += negatives;
    start = end;
  }
  return wins / (positives * below);
}
