/**
 * The mean of a channel's served atom vectors, not re-normalised, so that it stays linear in the atoms
 * (neurons.md, section 1.2). Undefined for no vectors.
 */
export function channelMean(vectors: readonly Float32Array[]): Float32Array | undefined {
  const first = vectors[0];
  if (!first) return undefined;
  const sum = new Float64Array(first.length);
  for (const vector of vectors) {
    for (let i = 0; i < sum.length; i += 1) sum[i] = (sum[i] ?? 0) + (vector[i] ?? 0);
  }
  return Float32Array.from(sum, (value) => value / vectors.length);
}
