import type { Modality } from '#encoder';
import type { Code, Facet, NameTerm, Witness, NameDetection } from '../dictionary.js';
import { sides } from '../fit/parameters.js';
import { termKey } from '../words/confidence.js';
import type { Term } from '../words/vocabulary.js';
import { firingByUnit } from './firing.js';
import { Judges } from './judges.js';
import { termsOf } from './properties.js';
import { attributesWitness, copyWitness, vocabularyWitness } from './witnesses.js';

/** A product with its codes: what names are found and judged by. */
export interface CodedProduct {
  readonly codes: Readonly<Record<Modality, Code | undefined>>;
  /** Keys ("<facet>/<term>") of what is true of it; of a facet without any nothing is known. */
  readonly truths: ReadonlySet<string>;
  /** What is written of it. */
  readonly copy: string;
}

/** The name of a unit with what speaks for it, as measured on products that the naming did not see. */
export interface UnitName {
  readonly name: string;
  readonly facet: Facet;
  /** Of a name of two terms. */
  readonly parts?: readonly NameTerm[] | undefined;
  readonly sensitive: boolean;
  readonly witnesses: readonly Witness[];
  readonly confidence: number;
  /** Both undefined for the word that a unit is held at, where the measuring products don't tell whether it is right. */
  readonly image?: NameDetection | undefined;
  readonly text?: NameDetection | undefined;
}

export interface NamingInput {
  readonly units: number;
  readonly terms: readonly Term[];
  /** Of each term the codes of its phrases, as texts. */
  readonly termCodes: readonly (readonly Code[])[];
  /** By unit the place of the term at whose direction it is held, see heldTerms. */
  readonly anchored: readonly (number | undefined)[];
  /** Products that candidates are found on. */
  readonly finding: readonly CodedProduct[];
  /** Products that the best candidate is chosen by. */
  readonly choosing: readonly CodedProduct[];
  /** Products that the chosen name is measured on. */
  readonly measuring: readonly CodedProduct[];
  /** Products that the words of held units are measured on: nothing was chosen by them, so `choosing` may be among them. */
  readonly measuringHeldOut: readonly CodedProduct[];
}

/** A chosen name must find its products this well in both modalities; below it a unit stays unnamed. */
export const leastAuc = 0.7;
/** A name of two terms must find its products so much better than the best one of one term. */
const leastGain = 0.05;
/** Of a name whose firings could not be judged: as likely wrong as right. */
const unmeasuredConfidence = 0.5;

/**
 * Names units (docs/neurons.md, section 5): three witnesses propose terms of the vocabulary; the one whose property the
 * unit's firing detects best on other products, in the worse of both modalities, is the name; on yet other products
 * its quality is measured. A unit that nothing names well stays undefined. A unit that is held at a word has that word
 * for its name, however well it detects it: how sure it is says the measurement.
 */
export function nameUnits(input: NamingInput): (UnitName | undefined)[] {
  const { terms, units } = input;
  const byKey = new Map(terms.map((term) => [termKey(term), term]));
  const firing = firingByUnit(input.finding, units);
  const proposals = [vocabularyWitness(input), copyWitness(input, firing), attributesWitness(input, firing)];
  const choosing = new Judges(input.choosing, units);
  const measuring = new Judges(input.measuring, units);
  const measuringHeld = new Judges(input.measuringHeldOut, units);
  return Array.from({ length: units }, (_, unit) => {
    const witnesses = new Map<string, Witness[]>();
    proposals.forEach(({ witness, candidates }) => {
      for (const key of candidates[unit] ?? []) witnesses.set(key, [...(witnesses.get(key) ?? []), witness]);
    });
    const held = terms[input.anchored[unit] ?? -1];
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
