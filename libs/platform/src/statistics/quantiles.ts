/** Arithmetic mean; NaN for no values. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i] as number;
  return sum / values.length;
}

/** Standard deviation of the values themselves (divided by n, not n - 1). */
export function deviation(values: ArrayLike<number>): number {
  const centre = mean(values);
  return Math.sqrt(mean(Array.from(values, (value) => (value - centre) ** 2)));
}

/**
 * The least of the values that a share `q` of them does not exceed (nearest rank).
 *
 * @param q 0..1
 * @throws {RangeError} for no values
 */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) throw new RangeError('no values');
  const rank = Math.max(1, Math.ceil(q * values.length));
  return values.toSorted((a, b) => a - b)[rank - 1] as number;
}

/** The middle value, the lower one of two. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The middle value, the upper one of two, as dictionaries are judged; 0 for no values. */
export function upperMedian(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
