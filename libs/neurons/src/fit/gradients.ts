import type { Modality } from '#encoder';
import { sides, type FitSettings, type Pairs, type Parameters } from './parameters.js';

/** Which units fire for each row of a batch, [count, active], and how strongly. */
export interface Firing {
  readonly active: number;
  readonly units: Int32Array;
  readonly activations: Float32Array;
}

export type FiringPairs = Readonly<Record<Modality, Firing>>;

/** What a batch left open, for measuring and for units that never fire. */
export interface BatchLoss {
  /** Mean over the batch of the loss below. */
  readonly loss: number;
  /** Squared length of what each row's own decoding leaves open. */
  readonly open: Readonly<Record<Modality, Float32Array>>;
}

/**
 * Loss of a batch with its units chosen, and its gradients times `weight` (added to `gradients`).
 *
 * For each side v of a pair with activations a, own decoder D, and the other side w with decoder O:
 * |v - aD|^2 + crossWeight * |w - aO|^2.
 * Which units fire is taken as given; an activation of 0 passes no gradient (ReLU). docs/neurons.md, section 3;
 * group-sparse pairs after arXiv 2601.20028.
 *
 * @param batch vectors, as many rows as `firing`
 */
export function lossAndGradients(
  parameters: Parameters,
  batch: Pairs,
  firing: FiringPairs,
  { crossWeight }: Pick<FitSettings, 'crossWeight'>,
  gradients: Parameters,
  weight = 1,
): BatchLoss {
  const open = { image: new Float32Array(batch.count), text: new Float32Array(batch.count) };
  const { dimension } = parameters;
  const [own, cross] = [new Float64Array(dimension), new Float64Array(dimension)];
  const scale = (-2 * weight) / batch.count;
  let loss = 0;
  for (const side of sides) {
    const other = side === 'image' ? 'text' : 'image';
    const [d, o] = [parameters.decoders[side], parameters.decoders[other]];
    const [gradientD, gradientO] = [gradients.decoders[side], gradients.decoders[other]];
    const { active, units, activations } = firing[side];
    for (let row = 0; row < batch.count; row += 1) {
      const vector = batch[side].subarray(row * dimension, (row + 1) * dimension);
      own.set(vector);
      cross.set(batch[other].subarray(row * dimension, (row + 1) * dimension));
      const [begin, end] = [row * active, (row + 1) * active];
      for (let at = begin; at < end; at += 1) {
        const from = (units[at] as number) * dimension;
        subtract(own, d, from, activations[at] as number);
        subtract(cross, o, from, activations[at] as number);
      }
      const left = square(own);
      open[side][row] = left;
      loss += left + crossWeight * square(cross);
      for (let at = begin; at < end; at += 1) {
        const activation = activations[at] as number;
        if (activation <= 0) continue;
        const unit = units[at] as number;
        const from = unit * dimension;
        let slope = 0;
        for (let j = 0; j < dimension; j += 1) {
          const ownPull = own[j] as number;
          const crossPull = crossWeight * (cross[j] as number);
          slope += ownPull * (d[from + j] as number) + crossPull * (o[from + j] as number);
          (gradientD[from + j] as number) += scale * activation * ownPull;
          (gradientO[from + j] as number) += scale * activation * crossPull;
        }
        slope *= scale;
        (gradients.bias[unit] as number) += slope;
        for (let j = 0; j < dimension; j += 1)
          (gradients.encoder[from + j] as number) += slope * (vector[j] as number);
      }
    }
  }
  return { loss: loss / batch.count, open };
}

function subtract(from: Float64Array, rows: Float32Array, start: number, amount: number): void {
  for (let j = 0; j < from.length; j += 1) (from[j] as number) -= amount * (rows[start + j] as number);
}

function square(vector: Float64Array): number {
  let sum = 0;
  for (const x of vector) sum += x * x;
  return sum;
}
