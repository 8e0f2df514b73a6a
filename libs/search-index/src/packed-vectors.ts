const rowsPerChunk = 256;
const nobody = -1;

interface Chunk {
  readonly values: Float32Array;
  /** Ordinal of each row; {@link nobody} where the row is not used (any more). */
  readonly owners: Int32Array;
  used: number;
  live: number;
}

/**
 * Vectors of one length by ordinal, packed into chunks without an object per vector.
 *
 * A stored row is never written again: replacing appends, and a chunk of mostly dead rows is emptied into the
 * tail and dropped. So a view that {@link get} gave out keeps its values for as long as somebody holds it.
 */
export class PackedVectors {
  private readonly chunks: (Chunk | undefined)[] = [];
  private readonly freeChunks: number[] = [];
  /** Ordinal -> chunk * rowsPerChunk + row. */
  private rows = new Int32Array(1024).fill(nobody);
  private tail = -1;
  private stored = 0;

  constructor(readonly dimension: number) {}

  get size(): number {
    return this.stored;
  }

  /** Memory that the vectors take, dead rows and room for new ones included. */
  get bytes(): number {
    return this.chunks.reduce((sum, chunk) => sum + (chunk?.values.byteLength ?? 0), 0);
  }

  has(ordinal: number): boolean {
    return (this.rows[ordinal] ?? nobody) !== nobody;
  }

  /** The vector, as a view that stays as it is; undefined when there is none. */
  get(ordinal: number): Float32Array | undefined {
    const at = this.rows[ordinal] ?? nobody;
    const chunk = at === nobody ? undefined : this.chunks[Math.floor(at / rowsPerChunk)];
    if (!chunk) return undefined;
    const offset = (at % rowsPerChunk) * this.dimension;
    return chunk.values.subarray(offset, offset + this.dimension);
  }

  /** Copies the vector in, in the place of the one that was there. */
  set(ordinal: number, vector: Float32Array): void {
    this.delete(ordinal);
    this.append(ordinal, vector);
  }

  /** Says whether there was one. */
  delete(ordinal: number): boolean {
    const at = this.rows[ordinal] ?? nobody;
    if (at === nobody) return false;
    this.rows[ordinal] = nobody;
    this.stored -= 1;
    const number = Math.floor(at / rowsPerChunk);
    const chunk = this.chunks[number];
    if (!chunk) return true;
    chunk.owners[at % rowsPerChunk] = nobody;
    chunk.live -= 1;
    if (number !== this.tail && chunk.live < rowsPerChunk / 2) this.empty(number, chunk);
    return true;
  }

  /** All ordinals, in no order. */
  ordinals(): Uint32Array {
    const all = new Uint32Array(this.stored);
    let count = 0;
    for (const chunk of this.chunks) {
      if (!chunk) continue;
      for (const owner of chunk.owners) if (owner !== nobody) all[count++] = owner;
    }
    return all;
  }

  /** Inner products of the query with every vector. Float64 sums. */
  scoreAll(query: Float32Array, take: (ordinal: number, score: number) => void): void {
    for (const chunk of this.chunks) {
      if (!chunk) continue;
      for (let row = 0; row < chunk.used; row += 1) {
        const owner = chunk.owners[row] ?? nobody;
        if (owner !== nobody) take(owner, dotAt(query, chunk.values, row * this.dimension));
      }
    }
  }

  /** Inner products of the query with the vectors of these ordinals; the ones that are not here are passed over. */
  scoreSome(
    query: Float32Array,
    ordinals: ArrayLike<number>,
    take: (ordinal: number, score: number) => void,
  ): void {
    for (let i = 0; i < ordinals.length; i += 1) {
      const ordinal = ordinals[i] ?? nobody;
      const at = this.rows[ordinal] ?? nobody;
      const chunk = at === nobody ? undefined : this.chunks[Math.floor(at / rowsPerChunk)];
      if (chunk) take(ordinal, dotAt(query, chunk.values, (at % rowsPerChunk) * this.dimension));
    }
  }

  private append(ordinal: number, vector: Float32Array): void {
    const number = this.tailWithRoom();
    const chunk = this.chunks[number];
    if (!chunk) throw new Error('the tail chunk is missing');
    const row = chunk.used;
    chunk.values.set(vector, row * this.dimension);
    chunk.owners[row] = ordinal;
    chunk.used += 1;
    chunk.live += 1;
    if (ordinal >= this.rows.length) {
      const larger = new Int32Array(Math.max(this.rows.length * 2, ordinal + 1)).fill(nobody);
      larger.set(this.rows);
      this.rows = larger;
    }
    this.rows[ordinal] = number * rowsPerChunk + row;
    this.stored += 1;
  }

  private tailWithRoom(): number {
    const tail = this.chunks[this.tail];
    if (tail && tail.used < rowsPerChunk) return this.tail;
    const full = this.tail;
    this.tail = this.freeChunks.pop() ?? this.chunks.length;
    this.chunks[this.tail] = {
      values: new Float32Array(rowsPerChunk * this.dimension),
      owners: new Int32Array(rowsPerChunk).fill(nobody),
      used: 0,
      live: 0,
    };
    // Rows of the chunk that was the tail may have died while it was filling.
    if (tail && tail.live < rowsPerChunk / 2) this.empty(full, tail);
    return this.tail;
  }

  private empty(number: number, chunk: Chunk): void {
    this.chunks[number] = undefined;
    for (let row = 0; row < chunk.used; row += 1) {
      const owner = chunk.owners[row] ?? nobody;
      if (owner === nobody) continue;
      this.stored -= 1;
      this.append(owner, chunk.values.subarray(row * this.dimension, (row + 1) * this.dimension));
    }
    this.freeChunks.push(number);
  }
}

/** query . values[offset ..], in float64; four sums, so that the processor need not wait for each addition. */
function dotAt(query: Float32Array, values: Float32Array, offset: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const length = query.length;
  const even = length - (length % 4);
  // Casts and not "?? 0": the check in this loop was measured to cost a third.
  for (let i = 0, j = offset; i < even; i += 4, j += 4) {
    a += (query[i] as number) * (values[j] as number);
    b += (query[i + 1] as number) * (values[j + 1] as number);
    c += (query[i + 2] as number) * (values[j + 2] as number);
    d += (query[i + 3] as number) * (values[j + 3] as number);
  }
  for (let i = even; i < length; i += 1) a += (query[i] ?? 0) * (values[offset + i] ?? 0);
  return a + b + c + d;
}
