/**
 * Copies a picture's planes into `target` at `offset` with some patches filled with the picture's mean colour.
 *
 * @param planes [3, size, size]
 * @param grid the picture is cut into grid x grid patches of (nearly) equal size
 * @param patches places of the patches to hide, row-major from 0
 */
export function hidePatches(
  planes: Float32Array,
  size: number,
  grid: number,
  patches: readonly number[],
  target: Float32Array,
  offset: number,
): void {
  target.set(planes, offset);
  const area = size * size;
  const edge = (at: number): number => Math.floor((at * size) / grid);
  for (let plane = 0; plane < 3; plane += 1) {
    const own = planes.subarray(plane * area, (plane + 1) * area);
    const mean = own.reduce((sum, value) => sum + value, 0) / area;
    for (const patch of patches) {
      const [row, column] = [Math.floor(patch / grid), patch % grid];
      for (let y = edge(row); y < edge(row + 1); y += 1) {
        const start = offset + plane * area + y * size;
        target.fill(mean, start + edge(column), start + edge(column + 1));
      }
    }
  }
}
