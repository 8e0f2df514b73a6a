import type { Modality } from '#encoder';
import { leastSeen, type Code, type Facet, type NamePart } from '../dictionary.js';
import { sides } from '../fit/parameters.js';
import { termKey } from '../words/confidence.js';
import type { Term } from '../words/vocabulary.js';
import { chanceRight, unitDetection, type UnitDetection } from './detection.js';
import { logOdds } from './log-odds.js';
import { words } from './mentioned-terms.js';

/** A product with its codes: what names are found and judged by. */
export interface CodedProduct {
  readonly codes: Readonly<Record<Modality, Code | undefined>>;
  /** Keys ("<facet>/<term>") of what is true of it; of a facet without any nothing is known. */
  readonly truths: ReadonlySet<string>;
  /** What is written of it. */
  readonly copy: string;
}

/** Who proposed a name: the vocabulary's own words, the copy of the products that fire most, or their attributes. */
export type Witness = 'vocabulary' | 'copy' | 'attributes';

/** The name of a unit with what speaks for it, as measured on products that the naming did not see. */
export interface UnitName {
  readonly name: string;
  readonly facet: Facet;
  /** Of a name of two terms. */
  readonly parts?: readonly NamePart[] | undefined;
  readonly sensitive: boolean;
  readonly witnesses: readonly Witness[];
  readonly confidence: number;
  /** Both undefined for the word that a unit is held at, where the measuring products don't tell whether it is right. */
  readonly image?: UnitDetection | undefined;
  readonly text?: UnitDetection | undefined;
}

export interface NamingInput {
  readonly units: number;
  readonly terms: readonly Term[];
  /** Of each term the codes of its phrases, as texts. */
  readonly termCodes: readonly (readonly Code[])[];
  /** By unit the place of the term at whose direction it is held, see heldTerms. */
  readonly held: readonly (number | undefined)[];
  /** Products that candidates are found on. */
  readonly finding: readonly CodedProduct[];
  /** Products that the best candidate is chosen by. */
  readonly choosing: readonly CodedProduct[];
  /** Products that the chosen name is measured on. */
  readonly measuring: readonly CodedProduct[];
  /** Products that the words of held units are measured on: nothing was chosen by them, so `choosing` may be among them. */
  readonly measuringHeld: readonly CodedProduct[];
}

/** Candidates of each witness that are judged. */
const perWitness = 4;
/** Products that fire a unit most, whose copy is read. */
const topProducts = 40;
/** A chosen name must find its products this well in both modalities; below it a unit stays unnamed. */
export const leastAuc = 0.7;
/** A name of two terms must find its products so much better than the best one of one term. */
const leastGain = 0.05;
/** What may stand before a category in a name of two terms. */
const qualities: readonly string[] = ['colour/', 'material/', 'pattern/'];
/** Of a name whose firings could not be judged: as likely wrong as right. */
const unmeasuredConfidence = 0.5;

/**
 * Names units (neurons.md, section 5): three witnesses propose terms of the vocabulary; the one whose property the
 * unit's firing detects best on other products, in the worse of both modalities, is the name; on yet other products
 * its quality is measured. A unit that nothing names well stays undefined. A unit that is held at a word has that word
 * for its name, however well it detects it: how sure it is says the measurement.
 */
export function nameUnits(input: NamingInput): (UnitName | undefined)[] {
  const { terms, units } = input;
  const byKey = new Map(terms.map((term) => [termKey(term), term]));
  const proposals = [vocabularyWitness(input), copyWitness(input), attributesWitness(input)];
  const choosing = new Judges(input.choosing, units);
  const measuring = new Judges(input.measuring, units);
  const measuringHeld = new Judges(input.measuringHeld, units);
  return Array.from({ length: units }, (_, unit) => {
    const witnesses = new Map<string, Witness[]>();
    proposals.forEach(({ witness, candidates }) => {
      for (const key of candidates[unit] ?? []) witnesses.set(key, [...(witnesses.get(key) ?? []), witness]);
    });
    const held = terms[input.held[unit] ?? -1];
    const key = held ? termKey(held) : bestDetected(choosing, unit, [...witnesses.keys()]);
    if (key === undefined) return undefined;
    const judges = held ? measuringHeld : measuring;
    const measured = judges.detect(unit, key);
    if (!measured && !held) return undefined;
    const said = termsOf(key).flatMap((part) => byKey.get(part) ?? []);
    const noun = said.at(-1);
    if (!noun) return undefined;
    return {
      name: said.map(({ term }) => term).join(' '),
      facet: noun.facet,
      ...(said.length > 1 ? { parts: said.map(({ term, facet }) => ({ name: term, facet })) } : {}),
      sensitive: said.some(({ sensitive }) => sensitive),
      witnesses: witnesses.get(key) ?? ['vocabulary'],
      confidence: measured
        ? Math.min(...sides.map((side) => judges.chanceInWorstKind(unit, key, side, measured[side])))
        : unmeasuredConfidence,
      ...measured,
    };
  });
}

/**
 * The property that a unit detects best in the worse of both modalities; undefined where it detects none well. Two terms
 * are worth their length where they say clearly more than one.
 */
function bestDetected(judges: Judges, unit: number, keys: readonly string[]): string | undefined {
  const [best] = keys
    .map((key) => ({ key, found: judges.detect(unit, key) }))
    .map(({ key, found }) => ({ key, auc: found ? Math.min(found.image.auc, found.text.auc) : 0 }))
    .map((one) => ({ ...one, worth: one.auc - (termsOf(one.key).length > 1 ? leastGain : 0) }))
    .sort((a, b) => b.worth - a.worth || (a.key < b.key ? -1 : 1));
  return best && best.auc >= leastAuc ? best.key : undefined;
}

const and = ' & ';

/** Of a product the properties of two terms: each of its qualities with each of its categories. */
function twoTerms(truths: ReadonlySet<string>): string[] {
  const all = [...truths];
  const categories = all.filter((key) => key.startsWith(kindFacet));
  return all
    .filter((key) => qualities.some((facet) => key.startsWith(facet)))
    .flatMap((quality) => categories.map((category) => quality + and + category));
}

/** The keys of the terms that a property consists of: one, or a quality and a category. */
function termsOf(property: string): string[] {
  return property.split(and);
}

interface Proposals {
  readonly witness: Witness;
  /** Term keys by unit. */
  readonly candidates: readonly (readonly string[])[];
}

/** Terms whose own phrases fire the unit, the strongest first. */
function vocabularyWitness({ units, terms, termCodes }: NamingInput): Proposals {
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
function copyWitness({ units, terms, finding }: NamingInput): Proposals {
  const keys = new Map<string, string>();
  for (const term of terms)
    for (const word of [term.term, ...term.synonyms]) {
      const [only, ...more] = words(word);
      if (only !== undefined && more.length === 0 && !keys.has(only)) keys.set(only, termKey(term));
    }
  const written = finding.map(({ copy }) => [...new Set(words(copy))]);
  const all = countEach(written);
  const candidates = firingByUnit(finding, units).map((firing) => {
    const top = [...strongestSide(firing)].sort((a, b) => b[1] - a[1]).slice(0, topProducts);
    const some = countEach(top.map(([product]) => written[product] ?? []));
    return logOdds(some, all)
      .filter(({ z }) => z > 2)
      .flatMap(({ word }) => keys.get(word) ?? [])
      .slice(0, perWitness);
  });
  return { witness: 'copy', candidates };
}

/** Properties of one term and of two that the unit's firing separates: by the harmonic mean of how many of each are the other. */
function attributesWitness({ units, finding }: NamingInput): Proposals {
  const ofLengths = [(truths: ReadonlySet<string>) => [...truths], twoTerms].map((propertiesOf) => {
    const properties = finding.map(({ truths }) => propertiesOf(truths));
    return { properties, holding: countEach(properties) };
  });
  const candidates = firingByUnit(finding, units).map((firing) => {
    const fired = strongestSide(firing);
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

type Firing = Readonly<Record<Modality, ReadonlyMap<number, number>>>;

/** Of each unit, by modality: which products it fires for, and how strongly. */
function firingByUnit(products: readonly CodedProduct[], units: number): Firing[] {
  const firing = Array.from({ length: units }, () => ({
    image: new Map<number, number>(),
    text: new Map<number, number>(),
  }));
  products.forEach(({ codes }, product) => {
    for (const side of sides)
      codes[side]?.neurons.forEach((unit, i) =>
        firing[unit]?.[side].set(product, codes[side]?.activations[i] as number),
      );
  });
  return firing;
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

/** A kind with fewer products without the property says nothing of its own. */
const leastOfKind = 5;
/** A kind's share of wrong firings counts as if so many more products of it fired as often as all kinds' do. */
const priorOfKind = 5;
const kindFacet = 'category/';

/** Products that judge whether a unit detects a property. */
class Judges {
  private readonly firing: readonly Firing[];
  private readonly holding: Readonly<Record<Modality, ReadonlyMap<string, ReadonlySet<number>>>>;
  /** By facet, which products it is known of. */
  private readonly knowing: Readonly<Record<Modality, ReadonlyMap<string, ReadonlySet<number>>>>;
  /** Products by what they are. */
  private readonly kinds: Readonly<Record<Modality, readonly ReadonlySet<number>[]>>;

  constructor(products: readonly CodedProduct[], units: number) {
    this.firing = firingByUnit(products, units);
    this.holding = {
      image: setsOf(products, 'image', (key) => key),
      text: setsOf(products, 'text', (key) => key),
    };
    this.knowing = { image: setsOf(products, 'image', facetOf), text: setsOf(products, 'text', facetOf) };
    const kinds = (side: Modality): ReadonlySet<number>[] =>
      [...this.holding[side]].filter(([key]) => key.startsWith(kindFacet)).map(([, members]) => members);
    this.kinds = { image: kinds('image'), text: kinds('text') };
  }

  /**
   * {@link chanceRight} in the kind of product where the unit fires wrongly most often: a unit that is right among
   * clothes and fires for every kettle would mislead who sells kettles. What is not known of a product is not judged by
   * its picture; by its words it is wrong, for they do not say it.
   */
  chanceInWorstKind(unit: number, key: string, side: Modality, found: UnitDetection): number {
    const firing = this.firing[unit]?.[side];
    const holds = this.withAll(this.holding[side], termsOf(key));
    const known = this.withAll(this.knowing[side], termsOf(key).map(facetOf));
    const wrongShares = this.kinds[side].map((kind) => {
      const without = [...kind].filter(
        (product) => !holds.has(product) && (side === 'text' || known.has(product)),
      );
      const wrong = without.filter((product) => (firing?.get(product) ?? 0) >= leastSeen).length;
      return without.length < leastOfKind
        ? 0
        : (wrong + priorOfKind * found.firesWithout) / (without.length + priorOfKind);
    });
    return chanceRight({ ...found, firesWithout: Math.max(found.firesWithout, ...wrongShares) });
  }

  detect(unit: number, key: string): { image: UnitDetection; text: UnitDetection } | undefined {
    const [image, text] = sides.map((side) =>
      unitDetection(
        this.firing[unit]?.[side] ?? new Map<number, number>(),
        this.withAll(this.holding[side], termsOf(key)),
        this.withAll(this.knowing[side], termsOf(key).map(facetOf)),
        leastSeen,
      ),
    );
    return image && text && { image, text };
  }

  /** Products that are in the sets of all names. */
  private withAll(
    sets: ReadonlyMap<string, ReadonlySet<number>>,
    names: readonly string[],
  ): ReadonlySet<number> {
    const [first, ...others] = names.map((name) => sets.get(name) ?? new Set<number>());
    if (!first || others.length === 0) return first ?? new Set();
    return new Set([...first].filter((product) => others.every((set) => set.has(product))));
  }
}

function setsOf(
  products: readonly CodedProduct[],
  side: Modality,
  group: (key: string) => string,
): Map<string, Set<number>> {
  const sets = new Map<string, Set<number>>();
  products.forEach(({ codes, truths }, product) => {
    if (!codes[side]) return;
    for (const key of truths) {
      const name = group(key);
      const set = sets.get(name) ?? new Set();
      sets.set(name, set.add(product));
    }
  });
  return sets;
}

function facetOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}
