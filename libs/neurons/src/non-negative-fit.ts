import type { Code } from './dictionary.js';

// Directions closer than this to the span of those before them add nothing but large, cancelling numbers.
const leastPivot = 1e-3;

/** A least-squares fit: `values[i]` > 0 belongs to item `chosen[i]`. */
export interface Fit {
  readonly chosen: readonly number[];
  readonly values: readonly number[];
}

/**
 * Least squares on the wanted unit directions; those that the fit wants negative are dropped, the worst first,
 * and the last one where it lies in the others' span.
 *
 * @param gram inner product of two directions
 * @param own inner product of a direction with the vector that is fitted
 */
export function nonNegativeFit(
  wanted: readonly number[],
  gram: (k: number, l: number) => number,
  own: (k: number) => number,
): Fit {
  let chosen = [...wanted];
  for (;;) {
    const values = solve(chosen, gram, own);
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

/** Takes out what is weaker than `least`, the weakest first, and fits the others anew each time. */
export function firingFit(
  fit: Fit,
  least: number,
  gram: (k: number, l: number) => number,
  own: (k: number) => number,
): Fit {
  let left = fit;
  for (;;) {
    const weakest = left.values.indexOf(Math.min(...left.values));
    if (weakest < 0 || (left.values[weakest] ?? 0) >= least) return left;
    left = nonNegativeFit(
      left.chosen.filter((_, i) => i !== weakest),
      gram,
      own,
    );
  }
}

/** A fit as a code, the strongest first. */
export function codeOf({ chosen, values }: Fit): Code {
  const order = chosen.map((_, i) => i).sort((i, j) => (values[j] ?? 0) - (values[i] ?? 0));
  return {
    neurons: Int32Array.from(order, (i) => chosen[i] ?? 0),
    activations: Float32Array.from(order, (i) => values[i] ?? 0),
  };
}

/** Cholesky solution of G a = own on the chosen rows, in float64; undefined when the last one is in the others' span. */
function solve(
  chosen: readonly number[],
  gram: (k: number, l: number) => number,
  own: (k: number) => number,
): number[] | undefined {
  const n = chosen.length;
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = gram(chosen[i] as number, chosen[j] as number);
      for (let k = 0; k < j; k += 1) sum -= (lower[i * n + k] as number) * (lower[j * n + k] as number);
      if (i !== j) lower[i * n + j] = sum / (lower[j * n + j] as number);
      else if (sum < leastPivot) return undefined;
      else lower[i * n + i] = Math.sqrt(sum);
    }
  }
  const values = chosen.map(own);
  for (let i = 0; i < n; i += 1) {
    let sum = values[i] as number;
    for (let k = 0; k < i; k += 1) sum -= (lower[i * n + k] as number) * (values[k] as number);
    values[i] = sum / (lower[i * n + i] as number);
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    let sum = values[i] as number;
    for (let k = i + 1; k < n; k += 1) sum -= (lower[k * n + i] as number) * (values[k] as number);
    values[i] = sum / (lower[i * n + i] as number);
  }
  return values;
}
