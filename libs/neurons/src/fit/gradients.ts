import type { Modality } from '#encoder';
import { sides, type FitSettings, type Pairs, type Parameters } from './parameters.js';

/** Which units fire for each row of a batch, [count, active], and how strongly. */
export interface Firing {
  readonly active: number;
  readonly units: Int32Array;
  readonly activations: Float32Array;
}

export type FiringPairs = Readonly<Record<Modality, Firing>>;

type Weights = Pick<FitSettings, 'crossWeight' | 'prefixes' | 'prefixWeight'>;

/** What a batch left open, for measuring and for units that never fire. */
export interface BatchLoss {
  /** Mean over the batch of the loss below. */
  readonly loss: number;
  /** Squared length of what each row's own decoding leaves open. */
  readonly open: Readonly<Record<Modality, Float32Array>>;
}

/**
 * Loss of a batch with its units chosen, and its gradients (added to `gradients`).
 *
 * For each side v of a pair with activations a, own decoder D, and the other side w with decoder O:
 * |v - aD|^2 + prefixWeight * sum over prefixes p of |v - a[<p] D[<p]|^2 + crossWeight * |w - aO|^2.
 * Which units fire is taken as given; an activation of 0 passes no gradient (ReLU). Neurons.md, section 3;
 * group-sparse pairs after arXiv 2601.20028.
 *
 * @param batch vectors, as many rows as `firing`
 */
export function lossAndGradients(
  parameters: Parameters,
  batch: Pairs,
  firing: FiringPairs,
  weights: Weights,
  gradients: Parameters,
): BatchLoss {
  const open = { image: new Float32Array(batch.count), text: new Float32Array(batch.count) };
  const work = new Workspace(parameters.dimension, weights.prefixes.length + 1);
  let loss = 0;
  for (const side of sides)
    for (let row = 0; row < batch.count; row += 1) {
      const added = work.row(parameters, batch, firing[side], side, row, weights, gradients);
      loss += added.loss;
      open[side][row] = added.open;
    }
  return { loss: loss / batch.count, open };
}

/** Arrays that one row after the other uses. */
class Workspace {
  /** For each group what its units leave open, times its weight, the following groups' added up: [groups, dimension]. */
  private readonly pull: Float64Array;
  private readonly own: Float64Array;
  private readonly cross: Float64Array;

  constructor(
    private readonly dimension: number,
    private readonly groups: number,
  ) {
    this.pull = new Float64Array(groups * dimension);
    this.own = new Float64Array(dimension);
    this.cross = new Float64Array(dimension);
  }

  row(
    parameters: Parameters,
    batch: Pairs,
    firing: Firing,
    side: Modality,
    row: number,
    weights: Weights,
    gradients: Parameters,
  ): { loss: number; open: number } {
    const { dimension } = this;
    const other = side === 'image' ? 'text' : 'image';
    const fired = firedOf(firing, row);
    const vector = batch[side].subarray(row * dimension, (row + 1) * dimension);
    const own = this.openGroups(parameters.decoders[side], vector, fired, weights);
    this.cross.set(batch[other].subarray(row * dimension, (row + 1) * dimension));
    for (const { unit, activation } of fired)
      subtract(this.cross, parameters.decoders[other], unit * dimension, activation);
    const loss = own.loss + weights.crossWeight * square(this.cross);
    const scale = -2 / batch.count;
    for (const { unit, activation } of fired) {
      if (activation <= 0) continue;
      const from = unit * dimension;
      const pull = groupOf(unit, weights.prefixes) * dimension;
      const d = parameters.decoders[side];
      const o = parameters.decoders[other];
      const gradientD = gradients.decoders[side];
      const gradientO = gradients.decoders[other];
      let slope = 0;
      for (let j = 0; j < dimension; j += 1) {
        const ownPull = this.pull[pull + j] as number;
        const crossPull = weights.crossWeight * (this.cross[j] as number);
        slope += ownPull * (d[from + j] as number) + crossPull * (o[from + j] as number);
        (gradientD[from + j] as number) += scale * activation * ownPull;
        (gradientO[from + j] as number) += scale * activation * crossPull;
      }
      slope *= scale;
      (gradients.bias[unit] as number) += slope;
      for (let j = 0; j < dimension; j += 1)
        (gradients.encoder[from + j] as number) += slope * (vector[j] as number);
    }
    return { loss, open: own.open };
  }

  /** Fills `pull`; returns the loss of all groups and what the whole leaves open. */
  private openGroups(
    decoder: Float32Array,
    vector: Float32Array,
    fired: readonly Fired[],
    { prefixes, prefixWeight }: Weights,
  ): { loss: number; open: number } {
    const { dimension, groups, own, pull } = this;
    own.set(vector);
    let next = 0;
    let loss = 0;
    let open = 0;
    for (let group = 0; group < groups; group += 1) {
      const end = prefixes[group] ?? Infinity;
      for (let one = fired[next]; one && one.unit < end; one = fired[(next += 1)])
        subtract(own, decoder, one.unit * dimension, one.activation);
      const weight = group === groups - 1 ? 1 : prefixWeight;
      open = square(own);
      loss += weight * open;
      for (let j = 0; j < dimension; j += 1) pull[group * dimension + j] = weight * (own[j] as number);
    }
    for (let at = (groups - 1) * dimension - 1; at >= 0; at -= 1)
      (pull[at] as number) += pull[at + dimension] as number;
    return { loss, open };
  }
}

interface Fired {
  readonly unit: number;
  readonly activation: number;
}

/** What fires for a row, by unit, so that groups of first units come first. */
function firedOf({ active, units, activations }: Firing, row: number): Fired[] {
  const fired: Fired[] = [];
  for (let at = row * active; at < (row + 1) * active; at += 1)
    fired.push({ unit: units[at] as number, activation: activations[at] as number });
  return fired.sort((a, b) => a.unit - b.unit);
}

function groupOf(unit: number, prefixes: readonly number[]): number {
  const group = prefixes.findIndex((end) => unit < end);
  return group < 0 ? prefixes.length : group;
}

function subtract(from: Float64Array, rows: Float32Array, start: number, amount: number): void {
  for (let j = 0; j < from.length; j += 1) (from[j] as number) -= amount * (rows[start + j] as number);
}

function square(vector: Float64Array): number {
  let sum = 0;
  for (const x of vector) sum += x * x;
  return sum;
}
