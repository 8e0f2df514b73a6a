import type { AtomKey } from '#catalogue';
import { channels, modalityOf, type Modality } from '#encoder';

/**
 * The mean of a channel's centred atom vectors, not re-normalised, so that it stays linear in the atoms
 * (docs/neurons.md, section 1.2). Undefined for no vectors.
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

/** The mean of each channel of a product, in their order, of those of its atoms that have a vector. */
export function channelMeans(
  atoms: readonly Pick<AtomKey, 'channel' | 'contentHash'>[],
  vectors: Readonly<Record<Modality, ReadonlyMap<string, Float32Array>>>,
): (Float32Array | undefined)[] {
  return channels.map((channel) => {
    const stored = vectors[modalityOf(channel)];
    return channelMean(
      atoms
        .filter((atom) => atom.channel === channel)
        .flatMap(({ contentHash }) => stored.get(contentHash) ?? []),
    );
  });
}
