/**
 * The value that a share `q` of the values does not exceed (nearest rank).
 *
 * @param values at least one
 * @param q 0..1
 */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) throw new RangeError('no values');
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
