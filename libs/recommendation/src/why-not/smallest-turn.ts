/** A product as steering by one neuron sees it: its score is score + turn * along. */
export interface Turnable {
  readonly score: number;
  /** d[k] . f: what one unit of steering adds. */
  readonly along: number;
}

/** A product that competes for the places; of one family only the best is shown. */
export interface Rival extends Turnable {
  readonly family: string;
}

/** Scores closer than this count as equal: a turn has to win by more, so that it also wins when it is computed again. */
const leastLead = 1e-5;
/** Turns are rounded up to steps of this where the rounded turn still works. */
const step = 0.01;

/**
 * The smallest turn t, 0 <= t <= most, at which the target is among the first `top` families and before all of its own.
 * Exact: every rival is ahead of the target on one half-line of turns, so a family is ahead on [0, until) and on
 * (from, most], and the number of families ahead changes at those ends only.
 *
 * @param rivals without the target itself
 * @param own the target's family
 * @returns undefined where no turn does it
 */
export function smallestTurn(
  target: Turnable,
  rivals: readonly Rival[],
  own: string,
  top: number,
  most: number,
): number | undefined {
  const families = new Map<string, Ahead>();
  for (const rival of rivals)
    families.set(rival.family, joined(families.get(rival.family), aheadOf(target, rival)));
  const siblings = families.get(own) ?? never;
  families.delete(own);
  const others = [...families.values()];
  const exact = firstFitting(others, siblings, top, most);
  if (exact === undefined) return undefined;
  const told = Number((Math.ceil(exact / step) * step).toFixed(2));
  const fits =
    told <= most && !isAhead(siblings, told) && others.filter((family) => isAhead(family, told)).length < top;
  return fits ? told : exact;
}

/** The turns at which someone is ahead of the target: those before `until`, and those after `from`. */
interface Ahead {
  readonly until: number;
  readonly from: number;
}

const never: Ahead = { until: 0, from: Infinity };
const always: Ahead = { until: Infinity, from: Infinity };

function aheadOf(target: Turnable, rival: Turnable): Ahead {
  const lead = rival.score - target.score + leastLead;
  const gain = rival.along - target.along;
  if (lead > 0) return gain < 0 ? { until: lead / -gain, from: Infinity } : always;
  return gain > 0 ? { until: 0, from: -lead / gain } : never;
}

/** A family is ahead wherever one of it is. */
function joined(family: Ahead = never, member: Ahead): Ahead {
  const until = Math.max(family.until, member.until);
  const from = Math.min(family.from, member.from);
  return until > from ? always : { until, from };
}

function isAhead({ until, from }: Ahead, turn: number): boolean {
  return turn < until || turn > from;
}

/** Walks the turns at which a family falls behind, counting who is ahead. */
function firstFitting(
  others: readonly Ahead[],
  siblings: Ahead,
  top: number,
  most: number,
): number | undefined {
  const ascending = (a: number, b: number): number => a - b;
  const untils = others.map(({ until }) => until).sort(ascending);
  const froms = others.map(({ from }) => from).sort(ascending);
  let behind = 0;
  let overtaking = 0;
  for (const turn of [0, siblings.until, ...untils].sort(ascending)) {
    if (turn > most) return undefined;
    while ((untils[behind] ?? Infinity) <= turn) behind += 1;
    while ((froms[overtaking] ?? Infinity) < turn) overtaking += 1;
    if (!isAhead(siblings, turn) && others.length - behind + overtaking < top) return turn;
  }
  return undefined;
}
