import { seededRandom } from '#platform';
import { Adam } from './adam.js';
import { lossAndGradients, type FiringPairs } from './gradients.js';
import {
  arraysOf,
  countAnchored,
  firstUnits,
  initialParameters,
  normaliseRows,
  rowsOf,
  sides,
  zerosLike,
  type FitSettings,
  type Pairs,
  type Parameters,
} from './parameters.js';
import { shuffledIndexes } from './shuffled-indexes.js';
import type { UnitSelector } from './unit-selector.js';
import { wordBeginnings } from './word-beginnings.js';

/** Settings that passed the gates for the shipped encoder; docs/figures/dictionary-fits.md has what else was tried. */
export const defaultFit: FitSettings = {
  units: 1536,
  words: 256,
  active: 14,
  prefixes: [256],
  prefixActive: 6,
  prefixWeight: 0.12,
  crossWeight: 1.5,
  jointShare: 0.8,
  rate: 1e-3,
  batch: 512,
  epochs: 6,
  seed: 1,
};

/** A unit that fired for nothing in this many steps begins anew as what a badly explained vector leaves open. */
const stepsUntilDead = 50;
const warmUpSteps = 50;
/** The rate falls from here on, as a share of all steps. */
const decayFrom = 0.7;
/** Dead units begin anew until here: what is left is enough to learn what they stand for. */
const reviveUntil = 0.85;
/**
 * Draws the sides of pairs that units begin as. The same for every fit: its seed is for the order of the pairs and for
 * which are coded jointly, so that a fit repeated on the same catalogue has mostly the same units.
 */
const beginningSeed = 1;

export interface FitProgress {
  readonly step: number;
  readonly steps: number;
  /** Mean loss of the batch. */
  readonly loss: number;
  /** Units that have not fired for {@link stepsUntilDead} steps. */
  readonly dead: number;
}

/** Everything that a fit is: it goes on from here as if it had never stopped. */
export interface FitState {
  step: number;
  readonly parameters: Parameters;
  readonly adam: Adam;
  /** Steps since each unit fired last. */
  readonly silent: Uint32Array;
  /** So many first units are held at the directions of words: only which vectors fire them is learnt. */
  readonly anchored: number;
}

/** Where a fit begins; without either at random sides of pairs. */
export interface Beginning {
  /** A fitted dictionary of the same shape; goes before `words`. */
  readonly from?: Parameters | undefined;
  /** Directions of terms that units are held at, see {@link wordBeginnings}. */
  readonly words?: readonly Float32Array[] | undefined;
}

/** A fit at its beginning. */
export function beginFit(pairs: Pairs, settings: FitSettings, { from, words }: Beginning = {}): FitState {
  const { parameters, anchored } =
    words && !from
      ? wordBeginnings(pairs, settings, words, seededRandom(beginningSeed))
      : {
          parameters: initialParameters(pairs, settings.units, seededRandom(beginningSeed)),
          anchored: from ? countAnchored(from) : 0,
        };
  if (from) {
    if (from.units !== settings.units || from.dimension !== pairs.dimension)
      throw new Error(
        `a fit of ${settings.units} units of ${pairs.dimension} dimensions can't begin from ${from.units} of ${from.dimension}`,
      );
    const theirs = arraysOf(from);
    arraysOf(parameters).forEach((array, a) => array.set(theirs[a] ?? []));
  }
  return {
    step: 0,
    parameters,
    adam: new Adam(parameters),
    silent: new Uint32Array(settings.units),
    anchored,
  };
}

/** How many steps a fit takes: whole batches of all epochs. */
export function stepsOf(pairs: Pairs, { batch, epochs }: FitSettings): number {
  return Math.max(1, Math.floor(pairs.count / batch)) * epochs;
}

/**
 * Takes a fit on by up to `most` steps; the same seed and pairs give the same dictionary however often it is stopped.
 * docs/neurons.md, section 3: one encoder, a decoder for each modality, TopK units, decoding across a pair, units chosen
 * jointly for a share of the pairs, dead units begun anew; groups of first units learn the same on their own, with their
 * own strongest units (ADR 13). Units that are words keep their directions in both decoders (ADR 12).
 */
export async function continueFit(
  state: FitState,
  pairs: Pairs,
  settings: FitSettings,
  selector: UnitSelector,
  most: number,
): Promise<FitProgress> {
  const steps = stepsOf(pairs, settings);
  const perEpoch = steps / settings.epochs;
  const gradients = zerosLike(state.parameters);
  let order: { epoch: number; of: Uint32Array } | undefined;
  let loss = 0;
  const until = Math.min(steps, state.step + most);
  for (; state.step < until; state.step += 1) {
    const epoch = Math.floor(state.step / perEpoch);
    // From the epoch's number alone, so that a resumed fit sees the same batches.
    if (order?.epoch !== epoch)
      order = { epoch, of: shuffledIndexes(pairs.count, seededRandom(settings.seed * 1000 + epoch)) };
    const random = seededRandom(settings.seed * 1_000_003 + state.step);
    const at = (state.step % perEpoch) * settings.batch;
    const batch = rowsOf(pairs, order.of.subarray(at, at + settings.batch));
    const joint = Float32Array.from({ length: batch.count }, () => (random() < settings.jointShare ? 1 : 0));
    const firing = await selector.select(state.parameters, batch, joint, settings.active);
    const result = lossAndGradients(state.parameters, batch, firing, settings, gradients);
    loss = result.loss;
    const fired = [firing];
    for (const end of settings.prefixes) {
      const first = firstUnits(state.parameters, end);
      const alone = await selector.select(first, batch, joint, Math.min(settings.prefixActive, first.units));
      lossAndGradients(first, batch, alone, settings, firstUnits(gradients, end), settings.prefixWeight);
      fired.push(alone);
    }
    // No gradient, no moments, no step: these rows stay as they are to the last bit.
    for (const side of sides) gradients.decoders[side].fill(0, 0, state.anchored * pairs.dimension);
    state.adam.step(state.parameters, gradients, rateAt(state.step, steps, settings.rate));
    for (const side of sides) normaliseRows(state.parameters.decoders[side], pairs.dimension);
    countSilence(state.silent, fired);
    if (state.step % stepsUntilDead === stepsUntilDead - 1 && state.step < reviveUntil * steps)
      reviveDead(state, batch, firing, result.open.image, random);
  }
  const dead = state.silent.reduce((sum, silent) => sum + (silent >= stepsUntilDead ? 1 : 0), 0);
  return { step: state.step, steps, loss, dead };
}

function rateAt(step: number, steps: number, rate: number): number {
  const decay = Math.min(1, (1 - step / steps) / (1 - decayFrom) + 0.01);
  return rate * Math.min(1, (step + 1) / warmUpSteps) * decay;
}

function countSilence(silent: Uint32Array, fired: readonly FiringPairs[]): void {
  for (let k = 0; k < silent.length; k += 1) (silent[k] as number) += 1;
  for (const firing of fired)
    for (const side of sides)
      firing[side].units.forEach((unit, at) => {
        if ((firing[side].activations[at] as number) > 0) silent[unit] = 0;
      });
}

/** Begun anew, a unit fires for its own direction by this factor. */
const revivedGain = 0.8;

/**
 * Points each dead unit at what pairs of the batch leave open, worse explained ones more often and each pair once; one that is held at a
 * word fires for that word's direction again.
 */
function reviveDead(
  { parameters, adam, silent, anchored }: FitState,
  batch: Pairs,
  firing: FiringPairs,
  open: Float32Array,
  random: () => number,
): void {
  const { dimension, encoder, bias, decoders } = parameters;
  const left = open.slice();
  let total = left.reduce((sum, square) => sum + square, 0);
  silent.forEach((steps, unit) => {
    if (steps < stepsUntilDead) return;
    const own = unit * dimension;
    if (unit >= anchored) {
      if (total < 1e-6) return;
      let at = random() * total;
      let row = 0;
      while (row < left.length - 1 && (at -= left[row] as number) > 0) row += 1;
      // Each once, so that units don't begin as twins.
      total -= left[row] as number;
      left[row] = 0;
      const direction = leftOpen(parameters, batch, firing, row);
      for (const side of sides) decoders[side].set(direction, own);
    }
    for (let at = own; at < own + dimension; at += 1)
      encoder[at] = revivedGain * (decoders.text[at] as number);
    bias[unit] = 0;
    adam.forget(unit);
    silent[unit] = 0;
  });
}

/** The unit direction of what the codes of a pair's two sides leave open together. */
function leftOpen(parameters: Parameters, batch: Pairs, firing: FiringPairs, row: number): Float32Array {
  const { dimension, decoders } = parameters;
  const open = new Float32Array(dimension);
  for (const side of sides) {
    const { units, activations, active } = firing[side];
    for (let j = 0; j < dimension; j += 1) (open[j] as number) += batch[side][row * dimension + j] as number;
    for (let at = row * active; at < (row + 1) * active; at += 1) {
      const from = (units[at] as number) * dimension;
      for (let j = 0; j < dimension; j += 1)
        (open[j] as number) -= (activations[at] as number) * (decoders[side][from + j] as number);
    }
  }
  normaliseRows(open, dimension);
  return open;
}
