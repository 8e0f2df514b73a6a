import type { Code } from '../dictionary.js';

export interface SparsenessLimits {
  /** A code has at most this many neurons. */
  readonly mostActive: number;
  /** Weaker activations do not fire. */
  readonly leastActivation: number;
}

// Directions closer than this to the span of those chosen add nothing but large, cancelling numbers.
const leastPivot = 1e-3;

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
    return toCode(this.firing(fit));
  }

  /** Takes out what is too weak to fire, the weakest first, and fits the others anew each time. */
  private firing(fit: Fit): Fit {
    let left = fit;
    for (;;) {
      const weakest = left.values.indexOf(Math.min(...left.values));
      if (weakest < 0 || (left.values[weakest] ?? 0) >= this.limits.leastActivation) return left;
      left = this.fitted(left.chosen.filter((_, i) => i !== weakest));
    }
  }

  /** Least squares on the chosen directions; those that come out not positive are dropped, the worst first. */
  private fitted(wanted: readonly number[]): Fit {
    let chosen = [...wanted];
    for (;;) {
      const values = this.solve(chosen);
      if (!values) {
        chosen = chosen.slice(0, -1);
        continue;
      }
      const least = Math.min(...values);
      if (values.length === 0 || least > 0) return { chosen, values };
      const worst = values.indexOf(least);
      chosen = chosen.filter((_, i) => i !== worst);
    }
  }

  /** Cholesky solution of G a = own on the chosen rows, in float64; undefined when the last one is in the others' span. */
  private solve(chosen: readonly number[]): number[] | undefined {
    const n = chosen.length;
    const lower = new Float64Array(n * n);
    const rows = chosen.map((k) => this.row(k));
    for (let i = 0; i < n; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        let sum = rows[i]?.[chosen[j] ?? 0] ?? 0;
        for (let k = 0; k < j; k += 1) sum -= (lower[i * n + k] ?? 0) * (lower[j * n + k] ?? 0);
        if (i !== j) lower[i * n + j] = sum / (lower[j * n + j] ?? 1);
        else if (sum < leastPivot) return undefined;
        else lower[i * n + i] = Math.sqrt(sum);
      }
    }
    const values = chosen.map((k) => this.own[k] ?? 0);
    for (let i = 0; i < n; i += 1) {
      let sum = values[i] ?? 0;
      for (let k = 0; k < i; k += 1) sum -= (lower[i * n + k] ?? 0) * (values[k] ?? 0);
      values[i] = sum / (lower[i * n + i] ?? 1);
    }
    for (let i = n - 1; i >= 0; i -= 1) {
      let sum = values[i] ?? 0;
      for (let k = i + 1; k < n; k += 1) sum -= (lower[k * n + i] ?? 0) * (values[k] ?? 0);
      values[i] = sum / (lower[i * n + i] ?? 1);
    }
    return values;
  }

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

  /** Inner products of a vector with all directions; four sums, so that the processor can work on them at once. */
  private along(vector: Float32Array, products: Float32Array): void {
    const n = this.dimension;
    for (let k = 0; k < this.size; k += 1) {
      const from = k * n;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      let at = 0;
      for (; at + 3 < n; at += 4) {
        s0 += (vector[at] ?? 0) * (this.directions[from + at] ?? 0);
        s1 += (vector[at + 1] ?? 0) * (this.directions[from + at + 1] ?? 0);
        s2 += (vector[at + 2] ?? 0) * (this.directions[from + at + 2] ?? 0);
        s3 += (vector[at + 3] ?? 0) * (this.directions[from + at + 3] ?? 0);
      }
      for (; at < n; at += 1) s0 += (vector[at] ?? 0) * (this.directions[from + at] ?? 0);
      products[k] = s0 + s1 + s2 + s3;
    }
  }
}

interface Fit {
  readonly chosen: readonly number[];
  readonly values: readonly number[];
}

function toCode({ chosen, values }: Fit): Code {
  const order = chosen.map((_, i) => i).sort((i, j) => (values[j] ?? 0) - (values[i] ?? 0));
  return {
    neurons: Int32Array.from(order, (i) => chosen[i] ?? 0),
    activations: Float32Array.from(order, (i) => values[i] ?? 0),
  };
}
