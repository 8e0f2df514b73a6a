import { seededRandom } from '#platform';
import { fuse, type ChannelVectors, type FusionWeights } from '#search-index';

export const testWeights: FusionWeights = {
  text: { image: 0.5, description: 0.3, reviews: 0.2 },
  image: { image: 0.8, description: 0.1, reviews: 0.1 },
};

/** Standard normal numbers (Box and Muller). */
export function normals(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export interface FusedVectors {
  /** Row-major [count, dimension]. */
  readonly vectors: Float32Array;
  readonly channels: readonly ChannelVectors[];
  /** A unit query near a randomly chosen cluster. */
  readonly query: () => Float32Array;
}

/**
 * Products as a catalogue has them: clusters (kinds of product); the picture, the copy and the reviews of one product
 * are noisy views of it, reviews a mean of several; a third have pictures only, so that norms spread from about .5 to 1.
 */
export function fusedVectors(count: number, dimension: number, seed: number): FusedVectors {
  const random = seededRandom(seed);
  const normal = normals(random);
  const direction = (): Float32Array => unit(Float32Array.from({ length: dimension }, normal));
  const near = (centre: Float32Array, noise: number): Float32Array => {
    const away = direction();
    return unit(centre.map((value, i) => value + noise * (away[i] ?? 0)));
  };
  const kinds = Array.from({ length: Math.max(4, Math.round(Math.sqrt(count))) }, direction);
  const kind = (): Float32Array => kinds[Math.floor(random() * kinds.length)] ?? direction();
  const channels: ChannelVectors[] = [];
  const vectors = new Float32Array(count * dimension);
  for (let i = 0; i < count; i += 1) {
    const product = near(kind(), 0.7);
    const image = near(product, 0.5);
    const worded = random() > 1 / 3;
    const description = worded ? near(product, 0.9) : undefined;
    const opinions = worded
      ? Array.from({ length: 1 + Math.floor(random() * 5) }, () => near(product, 1.2))
      : [];
    const reviews = opinions.length > 0 ? mean(opinions, dimension) : undefined;
    channels.push({ image, description, reviews });
    vectors.set(fuse({ image, description, reviews }, testWeights, dimension), i * dimension);
  }
  return { vectors, channels, query: () => near(kind(), 1) };
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function mean(vectors: readonly Float32Array[], dimension: number): Float32Array {
  const sum = new Float32Array(dimension);
  for (const vector of vectors)
    vector.forEach((value, i) => (sum[i] = (sum[i] ?? 0) + value / vectors.length));
  return sum;
}
