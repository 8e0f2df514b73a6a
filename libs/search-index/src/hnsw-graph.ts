import { open } from 'node:fs/promises';
import type { HierarchicalNSW } from 'hnswlib-node';

/** Links of a node; and how many candidates are weighed when a node is linked. */
const links = 16;
const efConstruction = 100;

export type Hnswlib = typeof import('hnswlib-node');

/**
 * One hnswlib graph. Every vector that is added is a new point; replacing marks the old point as deleted, which
 * costs a quarter of moving a point inside the graph (docs/figures/search-index.md).
 *
 * Greatest inner product as nearest neighbour: each vector x gets the coordinate sqrt(maxNorm^2 - |x|^2), each
 * query a 0 (Bachrach et al. 2014); the L2 order of those is the order of the inner products.
 */
export class HnswGraph {
  /** Point -> ordinal; -1 when the point is deleted. */
  private ordinals: Int32Array;
  private readonly points = new Map<number, number>();
  private used = 0;

  private constructor(
    private readonly graph: HierarchicalNSW,
    private capacity: number,
    private readonly dimension: number,
    private readonly maxNorm: number,
  ) {
    this.ordinals = new Int32Array(capacity).fill(-1);
  }

  static create(lib: Hnswlib, capacity: number, dimension: number, maxNorm: number): HnswGraph {
    const graph = new lib.HierarchicalNSW('l2', dimension + 1);
    graph.initIndex(capacity, links, efConstruction);
    return new HnswGraph(graph, capacity, dimension, maxNorm);
  }

  /**
   * Reads what {@link write} wrote; `ordinals` is what {@link pointOrdinals} gave then.
   *
   * @throws when the file does not hold that many points.
   */
  static async read(
    lib: Hnswlib,
    path: string,
    ordinals: Int32Array,
    dimension: number,
    maxNorm: number,
  ): Promise<HnswGraph> {
    const graph = new lib.HierarchicalNSW('l2', dimension + 1);
    await graph.readIndex(path);
    if (graph.getCurrentCount() !== ordinals.length) {
      throw new Error(`the graph holds ${graph.getCurrentCount()} points, not ${ordinals.length}`);
    }
    const read = new HnswGraph(graph, Math.max(graph.getMaxElements(), 1), dimension, maxNorm);
    read.ordinals.set(ordinals);
    read.used = ordinals.length;
    ordinals.forEach((ordinal, point) => {
      if (ordinal >= 0) read.points.set(ordinal, point);
    });
    return read;
  }

  get deletedShare(): number {
    return this.used === 0 ? 0 : 1 - this.points.size / this.used;
  }

  get deleted(): number {
    return this.used - this.points.size;
  }

  has(ordinal: number): boolean {
    return this.points.has(ordinal);
  }

  /** The vector of a point that is not deleted, without the completing coordinate. */
  vector(ordinal: number): Float32Array {
    const point = this.points.get(ordinal);
    if (point === undefined) throw new Error(`no point of ordinal ${ordinal}`);
    return Float32Array.from(this.graph.getPoint(point).slice(0, this.dimension));
  }

  set(ordinal: number, vector: Float32Array): void {
    this.remove(ordinal);
    if (this.used === this.capacity) this.grow();
    const completed: number[] = Array.from(vector);
    let square = 0;
    for (const value of vector) square += value * value;
    completed.push(Math.sqrt(Math.max(0, this.maxNorm ** 2 - square)));
    this.graph.addPoint(completed, this.used);
    this.ordinals[this.used] = ordinal;
    this.points.set(ordinal, this.used);
    this.used += 1;
  }

  remove(ordinal: number): void {
    const point = this.points.get(ordinal);
    if (point === undefined) return;
    this.graph.markDelete(point);
    this.ordinals[point] = -1;
    this.points.delete(ordinal);
  }

  /** Ordinals of about the k nearest; `passes` restricts. `ef` candidates are kept while searching. */
  search(query: Float32Array, k: number, ef: number, passes?: (ordinal: number) => boolean): number[] {
    const wanted = Math.min(k, this.points.size);
    if (wanted === 0) return [];
    this.graph.setEf(Math.max(ef, wanted));
    const filter = passes && ((point: number) => passes(this.ordinals[point] ?? -1));
    const found = this.graph.searchKnn([...query, 0], wanted, filter);
    return found.neighbors.map((point) => this.ordinals[point] ?? -1);
  }

  /** Does not change while {@link write} runs, if nothing is set or removed meanwhile. */
  pointOrdinals(): Int32Array {
    return this.ordinals.slice(0, this.used);
  }

  /** @throws when the file was not written whole: hnswlib does not notice a full disk. */
  async write(path: string): Promise<void> {
    await this.graph.writeIndex(path);
    if (!(await isWhole(path, this.used)))
      throw new Error(`${path} was not written whole; there may be no space left on device`);
  }

  private grow(): void {
    this.capacity *= 2;
    this.graph.resizeIndex(this.capacity);
    const larger = new Int32Array(this.capacity).fill(-1);
    larger.set(this.ordinals);
    this.ordinals = larger;
  }
}

/** Where hnswlib's files have the number of points, the bytes of one, and the first point. */
const header = { points: 16, pointBytes: 24, bytes: 96 };

/** Walks a file of hnswlib: after the points each has the size of its links on upper levels, then those. */
async function isWhole(path: string, points: number): Promise<boolean> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(header.bytes);
    if ((await file.read(head, 0, header.bytes, 0)).bytesRead < header.bytes) return false;
    if (head.readBigUInt64LE(header.points) !== BigInt(points)) return false;
    const start = header.bytes + points * Number(head.readBigUInt64LE(header.pointBytes));
    if (size < start) return false;
    const links = Buffer.alloc(size - start);
    await file.read(links, 0, links.length, start);
    let at = 0;
    for (let point = 0; point < points; point += 1) {
      if (at + 4 > links.length) return false;
      at += 4 + links.readUInt32LE(at);
    }
    return at === links.length;
  } finally {
    await file.close();
  }
}
