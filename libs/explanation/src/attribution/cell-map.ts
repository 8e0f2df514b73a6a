import { dot, norm, type EncodedPicture } from '#encoder';

/** A grid of numbers over what the encoder sees of a picture, row by row. */
export type Grid = readonly (readonly number[])[];

/**
 * What each cell of a picture adds to d . v, exactly, for a tower whose vector x is the mean of its N cells c_i.
 * The centred vector is v = s (x / |x| - mu) with s = 1 / |x / |x| - mu|, so with both the scale and the mean shared
 * evenly among the cells
 *
 *   cell_i = (s / N) * (d . c_i / |x| - d . mu),   and   sum_i cell_i = s (d . x / |x| - d . mu) = d . v.
 *
 * A cell that shows what pictures show on average so adds nothing. In float64; a picture of no length adds nothing.
 *
 * @param encoded with cells
 * @param mean mu of pictures
 * @param direction d
 */
export function cellMap(
  { vector, cells }: Required<EncodedPicture>,
  mean: Float32Array,
  direction: Float32Array,
): Grid {
  const length = norm(vector);
  const centred = length === 0 ? 0 : centredLength(vector, length, mean);
  const scale = centred === 0 ? 0 : 1 / (centred * cells.rows * cells.columns);
  const ofMean = dot(direction, mean);
  const one = (row: number, column: number): number => {
    const at = (row * cells.columns + column) * direction.length;
    const cell = cells.values.subarray(at, at + direction.length);
    return scale === 0 ? 0 : scale * (dot(direction, cell) / length - ofMean);
  };
  return Array.from({ length: cells.rows }, (_, row) =>
    Array.from({ length: cells.columns }, (_, column) => one(row, column)),
  );
}

/** |x / |x| - mu|. */
export function centredLength(vector: Float32Array, length: number, mean: Float32Array): number {
  let sum = 0;
  vector.forEach((value, i) => (sum += (value / length - (mean[i] ?? 0)) ** 2));
  return Math.sqrt(sum);
}
