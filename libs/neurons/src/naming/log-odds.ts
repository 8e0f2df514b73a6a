/** How much more often a word stands in some texts than elsewhere: a z-score. */
export interface OverRepresented {
  readonly word: string;
  readonly z: number;
}

/**
 * Words over-represented in some texts against the others: log-odds ratio with an informative Dirichlet prior, the
 * prior being all texts (Monroe, Colaresi and Quinn 2008). Each text counts a word once. The strongest first.
 *
 * @param some, all in how many texts each word stands; `some` is part of `all`
 * @param priorWeight how many texts the prior weighs
 */
export function logOdds(
  some: ReadonlyMap<string, number>,
  all: ReadonlyMap<string, number>,
  priorWeight = 50,
): OverRepresented[] {
  const total = (counts: ReadonlyMap<string, number>): number =>
    [...counts.values()].reduce((a, b) => a + b, 0);
  const [nSome, nAll] = [total(some), total(all)];
  const nRest = nAll - nSome;
  return Array.from(some, ([word, here]) => {
    const everywhere = all.get(word) ?? here;
    const there = everywhere - here;
    const prior = (priorWeight * everywhere) / nAll;
    const odds = (count: number, of: number): number =>
      Math.log((count + prior) / (of + priorWeight - count - prior));
    const variance = 1 / (here + prior) + 1 / (there + prior);
    return { word, z: (odds(here, nSome) - odds(there, nRest)) / Math.sqrt(variance) };
  }).sort((a, b) => b.z - a.z || (a.word < b.word ? -1 : 1));
}
