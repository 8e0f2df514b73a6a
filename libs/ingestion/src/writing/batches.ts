const rowsPerBatch = 100;
const charactersPerBatch = 4_000_000;

/** Groups rows into batches of at most 100 rows and about 4 million characters. */
export async function* inBatches<T extends { readonly size: number }>(
  rows: AsyncIterable<T>,
): AsyncGenerator<T[]> {
  let batch: T[] = [];
  let characters = 0;
  for await (const row of rows) {
    batch.push(row);
    characters += row.size;
    if (batch.length >= rowsPerBatch || characters >= charactersPerBatch) {
      yield batch;
      batch = [];
      characters = 0;
    }
  }
  if (batch.length > 0) yield batch;
}
