/** The fifth of a picture's cells that carries most of a neuron. */
export interface Region {
  readonly rows: number;
  readonly columns: number;
  /** By row and column. */
  readonly marked: readonly (readonly boolean[])[];
  readonly count: number;
  /** An SVG path around the marked cells; one cell is one unit. */
  readonly outline: string;
}

// The same share as the engine hides to check whether the region is where it is seen.
const markedShare = 0.2;

/**
 * The fifth of the cells with the largest values, without those that are not above nought; null where none is.
 * @param grid what each cell adds, by row from the top left; rows of one length.
 */
export function markedRegion(grid: readonly (readonly number[])[]): Region | null {
  const cells = grid.flatMap((values, row) => values.map((value, column) => ({ row, column, value })));
  const largest = cells
    .toSorted((a, b) => b.value - a.value)
    .slice(0, Math.max(1, Math.round(cells.length * markedShare)))
    .filter(({ value }) => value > 0);
  if (largest.length === 0) return null;
  const inside = new Set(largest.map(({ row, column }) => `${row} ${column}`));
  const marked = grid.map((values, row) => values.map((_, column) => inside.has(`${row} ${column}`)));
  return {
    rows: grid.length,
    columns: grid[0]?.length ?? 0,
    marked,
    count: largest.length,
    outline: outlineOf(marked),
  };
}

function outlineOf(marked: readonly (readonly boolean[])[]): string {
  const isMarked = (row: number, column: number) => marked[row]?.[column] === true;
  const sides: string[] = [];
  for (const [row, values] of marked.entries())
    for (const [column, inside] of values.entries()) {
      if (!inside) continue;
      if (!isMarked(row - 1, column)) sides.push(`M${column} ${row}h1`);
      if (!isMarked(row + 1, column)) sides.push(`M${column} ${row + 1}h1`);
      if (!isMarked(row, column - 1)) sides.push(`M${column} ${row}v1`);
      if (!isMarked(row, column + 1)) sides.push(`M${column + 1} ${row}v1`);
    }
  return sides.join('');
}
