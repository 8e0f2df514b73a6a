import type { Witness } from '../dictionary.js';
import { termKey } from '../words/confidence.js';
import type { Firing } from './firing.js';
import { logOdds } from './log-odds.js';
import { words } from '../words/mentioned-terms.js';
import type { NamingInput } from './name-units.js';
import { twoTerms } from './properties.js';

/** Candidates of each witness that are judged. */
const perWitness = 4;
/** Products that fire a unit most, whose copy is read. */
const topProducts = 40;

export interface Proposals {
  readonly witness: Witness;
  /** Term keys by unit. */
  readonly candidates: readonly (readonly string[])[];
}

/** Terms whose own phrases fire the unit, the strongest first. */
export function vocabularyWitness({ units, terms, termCodes }: NamingInput): Proposals {
  const strengths = Array.from({ length: units }, () => new Map<string, number>());
  terms.forEach((term, t) => {
    const codes = termCodes[t] ?? [];
    for (const { neurons, activations } of codes)
      neurons.forEach((unit, i) => {
        const strength = strengths[unit];
        const key = termKey(term);
        strength?.set(key, (strength.get(key) ?? 0) + (activations[i] as number) / codes.length);
      });
  });
  return { witness: 'vocabulary', candidates: strengths.map((strength) => strongest(strength)) };
}

/** Terms that stand in the copy of the unit's top products more than elsewhere. */
export function copyWitness({ terms, finding }: NamingInput, firing: readonly Firing[]): Proposals {
  const keys = new Map<string, string>();
  for (const term of terms)
    for (const word of [term.term, ...term.synonyms]) {
      const [only, ...more] = words(word);
      if (only !== undefined && more.length === 0 && !keys.has(only)) keys.set(only, termKey(term));
    }
  const written = finding.map(({ copy }) => [...new Set(words(copy))]);
  const all = countEach(written);
  const candidates = firing.map((own) => {
    const top = [...strongestSide(own)].sort((a, b) => b[1] - a[1]).slice(0, topProducts);
    const some = countEach(top.map(([product]) => written[product] ?? []));
    return logOdds(some, all)
      .filter(({ z }) => z > 2)
      .flatMap(({ word }) => keys.get(word) ?? [])
      .slice(0, perWitness);
  });
  return { witness: 'copy', candidates };
}

/** Properties of one term and of two that the unit's firing separates: by the harmonic mean of how many of each are the other. */
export function attributesWitness({ finding }: NamingInput, firing: readonly Firing[]): Proposals {
  const ofLengths = [(truths: ReadonlySet<string>) => [...truths], twoTerms].map((propertiesOf) => {
    const properties = finding.map(({ truths }) => propertiesOf(truths));
    return { properties, holding: countEach(properties) };
  });
  const candidates = firing.map((own) => {
    const fired = strongestSide(own);
    return ofLengths.flatMap(({ properties, holding }) => {
      const counts = countEach([...fired.keys()].map((product) => properties[product] ?? []));
      return strongest(
        new Map(
          Array.from(counts, ([key, both]) => [key, (2 * both) / (fired.size + (holding.get(key) ?? 0))]),
        ),
      );
    });
  });
  return { witness: 'attributes', candidates };
}

function strongestSide({ image, text }: Firing): Map<number, number> {
  const both = new Map(image);
  for (const [product, activation] of text) both.set(product, Math.max(activation, both.get(product) ?? 0));
  return both;
}

function strongest(strengths: ReadonlyMap<string, number>): string[] {
  return [...strengths]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, perWitness)
    .map(([key]) => key);
}

function countEach(lists: readonly (readonly string[])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const list of lists) for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}
