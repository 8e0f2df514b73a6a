import type { Code } from '../dictionary.js';
import type { UnitName } from '../naming/name-units.js';
import { codePairs, explained, liveShare, type Coder, type Pair } from './explained.js';
import { unitAgreements } from './multimodal.js';

/** Figures of a dictionary on held-out products of a catalogue (docs/neurons.md, section 6), by gate. */
export type Measurements = Readonly<Record<GateName, number>>;

/** What the shipped dictionaries aim at. */
const targets = {
  'explained variance, pictures': 0.8,
  'explained variance, words': 0.8,
  'recall at 10 kept': 0.9,
  'score explained by 8 neurons': 0.8,
  'score explained by neurons that fire on both sides': 0.7,
  'live units': 0.95,
  'multimodal units': 400,
  'named units with detection of .8 in both': 150,
} as const;
export type GateName = keyof typeof targets;

/** One gate of a fitted dictionary, beside what serves. */
export interface JudgedGate {
  readonly gate: GateName;
  readonly target: number;
  readonly measured: number;
  readonly served: number;
  readonly passed: boolean;
}

const permutations = 499;
const leastDetection = 0.8;

/**
 * Measures a dictionary.
 *
 * @param pairs picture and words of held-out products
 * @param others codes of further products, for how many units live
 */
export function measurements(
  coder: Coder,
  pairs: readonly Pair[],
  others: readonly Code[],
  names: readonly (Pick<UnitName, 'image' | 'text'> | undefined)[],
): Measurements {
  const coded = codePairs(coder, pairs);
  const found = explained(coder, coded);
  const agreements = unitAgreements(
    coded.map(({ codes, category }) => ({ ...codes, category })),
    coder.size,
    permutations,
  );
  return {
    'explained variance, pictures': found.variance.image.mean,
    'explained variance, words': found.variance.text.mean,
    // Nothing is kept where nothing was found.
    'recall at 10 kept': Number.isFinite(found.recallKept.mean) ? found.recallKept.mean : 0,
    'score explained by 8 neurons': found.byEight.mean,
    'score explained by neurons that fire on both sides': found.byBothSides.mean,
    'live units': liveShare(coder.size, [
      ...coded.flatMap(({ codes }) => [codes.image, codes.text]),
      ...others,
    ]),
    'multimodal units': agreements.filter(({ multimodal }) => multimodal).length,
    'named units with detection of .8 in both': names.filter(
      (name) => name?.image && name.text && Math.min(name.image.auc, name.text.auc) >= leastDetection,
    ).length,
  };
}

/** A gate is passed at its target, or where the dictionary is not worse than the one that serves, on the same products. */
export function judged(measured: Measurements, served: Measurements): JudgedGate[] {
  return Object.entries(targets).map(([name, target]) => {
    const gate = name as GateName;
    return {
      gate,
      target,
      measured: measured[gate],
      served: served[gate],
      passed: measured[gate] >= Math.min(target, served[gate]),
    };
  });
}
