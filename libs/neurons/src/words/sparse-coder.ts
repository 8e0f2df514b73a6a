import type { Code } from '../dictionary.js';
import { codeOf, firingFit, nonNegativeFit, type Fit } from '../non-negative-fit.js';

export interface SparsenessLimits {
  /** A code has at most this many neurons. */
  readonly mostActive: number;
  /** Weaker activations do not fire. */
  readonly leastActivation: number;
}

/**
 * Non-negative orthogonal matching pursuit (Bruckstein, Elad, Zibulevsky 2008, after Pati et al. 1993) on a
 * fixed set of unit directions: adds the direction that the remainder points at most, fits all chosen ones anew
 * by least squares, drops those that the fit wants negative, until {@link SparsenessLimits} are met.
 * With the directions of words this is the decomposition of SpLiCE (Bhalla et al. 2024) with an L0 bound for its L1.
 */
export class SparseCoder {
  readonly size: number;
  readonly dimension: number;
  private readonly directions: Float32Array;
  /** Row k: the inner products of direction k with all, made when k is first chosen. */
  private readonly gram: (Float32Array | undefined)[] = [];
  private readonly open: Float32Array;
  private readonly own: Float32Array;

  /**
   * @param directions unit vectors of one dimension
   * @param preference factor on how much a direction must point at the remainder to be chosen before others; 1 if not given
   */
  constructor(
    directions: readonly Float32Array[],
    private readonly limits: SparsenessLimits,
    private readonly preference?: readonly number[],
  ) {
    this.size = directions.length;
    this.dimension = directions[0]?.length ?? 0;
    this.directions = new Float32Array(this.size * this.dimension);
    directions.forEach((direction, k) => this.directions.set(direction, k * this.dimension));
    this.own = new Float32Array(this.size);
    this.open = new Float32Array(this.size);
  }

  direction(k: number): Float32Array {
    return this.directions.subarray(k * this.dimension, (k + 1) * this.dimension);
  }

  /** The sparse non-negative code of a vector, the strongest first. */
  code(vector: Float32Array): Code {
    const { mostActive, leastActivation } = this.limits;
    this.along(vector, this.own);
    this.open.set(this.own);
    let fit: Fit = { chosen: [], values: [] };
    const refused = new Set<number>();
    while (fit.chosen.length < mostActive) {
      const next = this.strongest(fit.chosen, refused);
      // What points at the remainder less than a neuron must fire can't be worth a neuron.
      if (next < 0 || (this.open[next] ?? 0) < leastActivation) break;
      const tried = this.fitted([...fit.chosen, next]);
      // A direction that falls out again at once would be tried for ever.
      if (!tried.chosen.includes(next)) refused.add(next);
      else fit = tried;
      this.leaveOpen(fit);
    }
    return codeOf(firingFit(fit, leastActivation, this.gramOf, this.ownOf));
  }

  private fitted(wanted: readonly number[]): Fit {
    return nonNegativeFit(wanted, this.gramOf, this.ownOf);
  }

  private readonly gramOf = (k: number, l: number): number => this.row(k)[l] ?? 0;
  private readonly ownOf = (k: number): number => this.own[k] ?? 0;

  /** How much each direction points at what the fit leaves open. */
  private leaveOpen({ chosen, values }: Fit): void {
    this.open.set(this.own);
    chosen.forEach((l, i) => {
      const value = values[i] ?? 0;
      const row = this.row(l);
      for (let k = 0; k < this.size; k += 1) this.open[k] = (this.open[k] ?? 0) - value * (row[k] ?? 0);
    });
  }

  private strongest(chosen: readonly number[], refused: ReadonlySet<number>): number {
    let best = -1;
    let most = -Infinity;
    for (let k = 0; k < this.size; k += 1) {
      const value = (this.open[k] ?? 0) * (this.preference?.[k] ?? 1);
      if (value <= most || chosen.includes(k) || refused.has(k)) continue;
      best = k;
      most = value;
    }
    return best;
  }

  private row(k: number): Float32Array {
    const known = this.gram[k];
    if (known) return known;
    const row = new Float32Array(this.size);
    this.along(this.direction(k), row);
    this.gram[k] = row;
    return row;
  }

  /**
   * Inner products of a vector with all directions, four at a time: one read of the vector serves four.
   * Casts and not "?? 0", which costs a third more here, where most of a code's time goes.
   */
  private along(vector: Float32Array, products: Float32Array): void {
    const { directions, size, dimension } = this;
    const whole = size - (size % 4);
    for (let k = 0; k < whole; k += 4) {
      const a = k * dimension;
      const b = a + dimension;
      const c = b + dimension;
      const d = c + dimension;
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      for (let at = 0; at < dimension; at += 1) {
        const value = vector[at] as number;
        s0 += value * (directions[a + at] as number);
        s1 += value * (directions[b + at] as number);
        s2 += value * (directions[c + at] as number);
        s3 += value * (directions[d + at] as number);
      }
      products[k] = s0;
      products[k + 1] = s1;
      products[k + 2] = s2;
      products[k + 3] = s3;
    }
    for (let k = whole; k < size; k += 1) {
      let sum = 0;
      for (let at = 0; at < dimension; at += 1)
        sum += (vector[at] as number) * (directions[k * dimension + at] as number);
      products[k] = sum;
    }
  }
}
