import { createHash } from 'node:crypto';
import { dot, type Embedder } from '#encoder';
import type { Grid } from './cell-map.js';

/** Patches on a side: 49 encodings a picture. */
export const occlusionGrid = 7;
/** The marked region is this share of the patches, those with the largest effect. */
const markedShare = 0.2;
/** So many random regions of equal size are hidden to compare with. */
const randomRegions = 8;

/** Does hiding the marked region lower the projection more than hiding as much somewhere else? */
export interface OcclusionCheck {
  /** Patches in the marked region and in each random one. */
  readonly patches: number;
  readonly markedDrop: number;
  readonly randomDropMean: number;
  readonly randomDropMost: number;
  /** More than every random region. */
  readonly passed: boolean;
}

export interface Occlusion {
  readonly projection: number;
  readonly cells: Grid;
  readonly check: OcclusionCheck;
}

/**
 * How much d . v falls when a patch of the picture is hidden under the picture's mean colour. An approximation: the
 * effects of patches do not add up, and a hidden patch is itself something to see; so it is checked.
 *
 * @param seed of the random regions: the same regions for the same picture
 */
export async function occlusionMap(
  encoder: Embedder,
  picture: Uint8Array,
  seed: string,
  direction: Float32Array,
): Promise<Occlusion> {
  const places = Array.from({ length: occlusionGrid ** 2 }, (_, at) => at);
  const [whole, ...hidden] = await encoder.masked(picture, occlusionGrid, [[], ...places.map((at) => [at])]);
  const projection = whole ? dot(direction, whole) : 0;
  const effects = hidden.map((vector) => projection - dot(direction, vector));
  const cells = Array.from({ length: occlusionGrid }, (_, row) =>
    effects.slice(row * occlusionGrid, (row + 1) * occlusionGrid),
  );
  return { projection, cells, check: await hidingCheck(encoder, picture, seed, direction, cells) };
}

/**
 * Hides the fifth of the patches with the largest effect together, and random regions of equal size. Also for an exact
 * map: that a cell carries a neuron does not say that the tower found it in the cell's own square.
 *
 * @param cells what each patch does; as many rows as columns
 * @param seed of the random regions
 */
export async function hidingCheck(
  encoder: Embedder,
  picture: Uint8Array,
  seed: string,
  direction: Float32Array,
  cells: Grid,
): Promise<OcclusionCheck> {
  const effects = cells.flat();
  const size = Math.round(effects.length * markedShare);
  const places = effects.map((_, at) => at);
  const marked = places.toSorted((a, b) => (effects[b] ?? 0) - (effects[a] ?? 0)).slice(0, size);
  const random = Array.from({ length: randomRegions }, (_, at) =>
    randomPatches(`${seed} ${at}`, size, effects.length),
  );
  const vectors = await encoder.masked(picture, cells.length, [[], marked, ...random]);
  const [whole = 0, left = 0, ...others] = vectors.map((vector) => dot(direction, vector));
  const drops = others.map((other) => whole - other);
  const markedDrop = whole - left;
  return {
    patches: size,
    markedDrop,
    randomDropMean: drops.reduce((sum, value) => sum + value, 0) / randomRegions,
    randomDropMost: Math.max(...drops),
    passed: markedDrop > Math.max(...drops),
  };
}

/** Patches in an order that depends on the seed alone, the first `count` of `all`. */
function randomPatches(seed: string, count: number, all: number): number[] {
  const rank = (at: number): string => createHash('sha256').update(`${seed} ${at}`).digest('hex');
  const ranks = Array.from({ length: all }, (_, at) => ({ at, rank: rank(at) }));
  return ranks
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, count)
    .map(({ at }) => at);
}
