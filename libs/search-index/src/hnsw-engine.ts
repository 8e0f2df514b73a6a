import { readFile, writeFile } from 'node:fs/promises';
import { Slices, type Engine, type IndexSettings } from './engine.js';
import { searchExactly } from './exact-engine.js';
import { HnswGraph, type Hnswlib } from './hnsw-graph.js';
import { Nearest } from './nearest.js';
import { SnapshotRefused, verifySnapshot, writeSnapshot, type SnapshotExpectation } from './snapshot.js';
import type { IndexStats, Neighbour, SnapshotOrigin } from './vector-index.js';
import { PackedVectors } from './packed-vectors.js';

const firstCapacity = 4096;
/** Candidates kept while searching: recall@10 >= .99 on fused vectors (docs/figures/search-index.md). */
const ef = 96;
/** So many candidates for each wanted neighbour where many are wanted. */
const efPerNeighbour = 4;
/**
 * Comparing up to this times sqrt(count) allowed vectors is quicker than walking the graph with a filter: comparing
 * costs in proportion to the allowed, walking in proportion to count / allowed (measured in docs/figures/search-index.md).
 */
const exactRowsPerRoot = 24;
/** Deleted points cost time and make answers short: past this share the graph is built anew. */
const greatestDeletedShare = 0.3;
/** Below this a rebuild saves nothing. */
const fewestDeleted = 500;

/** hnswlib's graph for the search, and the vectors themselves for exact scores and narrow filters. */
export class HnswEngine implements Engine {
  private readonly table: PackedVectors;
  private graph: HnswGraph;
  /** The graph that is being built to follow {@link graph}. */
  private next: HnswGraph | undefined;
  /** Marks which ordinals one filter allows: the mark of the last filter, so that nothing needs clearing. */
  private marks = new Uint32Array(1024);
  private mark = 0;

  constructor(
    private readonly lib: Hnswlib,
    private readonly settings: IndexSettings,
  ) {
    this.table = new PackedVectors(settings.dimension);
    this.graph = this.emptyGraph();
  }

  search(query: Float32Array, k: number, allowed: Uint32Array | undefined): Neighbour[] {
    if (allowed && allowed.length <= exactRowsPerRoot * Math.sqrt(this.table.size)) {
      return searchExactly(this.table, query, k, allowed);
    }
    const width = Math.max(ef, Math.ceil(k * efPerNeighbour));
    const passes = allowed && this.membership(allowed);
    const found = this.graph.search(query, k, width, passes);
    // The graph's distances carry the rounding of the completing coordinate; the vectors give the exact products.
    const nearest = new Nearest(found.length);
    this.table.scoreSome(query, found, nearest.offer);
    return nearest.take();
  }

  set(ordinal: number, vector: Float32Array): void {
    const known = this.table.get(ordinal);
    if (known?.every((value, i) => value === vector[i])) return;
    this.table.set(ordinal, vector);
    this.graph.set(ordinal, vector);
    this.next?.set(ordinal, vector);
    this.rebuildWhereWorthwhile();
  }

  remove(ordinal: number): void {
    if (!this.table.delete(ordinal)) return;
    this.graph.remove(ordinal);
    this.next?.remove(ordinal);
    this.rebuildWhereWorthwhile();
  }

  ordinals(): Uint32Array {
    return this.table.ordinals();
  }

  async save(folder: string, origin: SnapshotOrigin): Promise<void> {
    const graph = this.graph;
    const points = graph.pointOrdinals();
    const about = { kind: 'hnsw' as const, ...this.settings, count: this.table.size, origin };
    await writeSnapshot(folder, about, {
      graph: (path) => graph.write(path),
      points: (path) => writeFile(path, new Uint8Array(points.buffer)),
    });
  }

  async load(folder: string, expected: SnapshotExpectation): Promise<bigint> {
    const { manifest, paths } = await verifySnapshot(folder, expected);
    const [graphPath, pointsPath] = [paths.get('graph'), paths.get('points')];
    if (graphPath === undefined || pointsPath === undefined) throw new SnapshotRefused('a file is missing');
    const points = new Int32Array(Uint8Array.from(await readFile(pointsPath)).buffer);
    const { dimension, maxNorm } = this.settings;
    try {
      this.graph = await HnswGraph.read(this.lib, graphPath, points, dimension, maxNorm);
    } catch (error) {
      throw new SnapshotRefused(`the graph can't be read: ${String(error)}`);
    }
    const slices = new Slices();
    for (const ordinal of points) {
      if (ordinal >= 0) this.table.set(ordinal, this.graph.vector(ordinal));
      await slices.next();
    }
    return BigInt(manifest.appliedSeq);
  }

  stats(): IndexStats {
    return {
      kind: 'hnsw',
      count: this.table.size,
      dimension: this.settings.dimension,
      deletedShare: this.graph.deletedShare,
    };
  }

  private emptyGraph(): HnswGraph {
    const capacity = Math.max(firstCapacity, Math.ceil(this.table.size * 1.25));
    return HnswGraph.create(this.lib, capacity, this.settings.dimension, this.settings.maxNorm);
  }

  private rebuildWhereWorthwhile(): void {
    if (this.next || this.graph.deleted < fewestDeleted) return;
    if (this.graph.deletedShare <= greatestDeletedShare) return;
    // The graph in use goes on; a later change tries again.
    this.rebuild().catch(() => (this.next = undefined));
  }

  /** Builds a graph without deleted points beside the one in use, which goes on answering and taking changes. */
  private async rebuild(): Promise<void> {
    const next = this.emptyGraph();
    this.next = next;
    const slices = new Slices();
    for (const ordinal of this.table.ordinals()) {
      await slices.next();
      const vector = this.table.get(ordinal);
      // Changes made meanwhile went into both graphs.
      if (vector && !next.has(ordinal)) next.set(ordinal, vector);
    }
    this.graph = next;
    this.next = undefined;
  }

  private membership(allowed: Uint32Array): (ordinal: number) => boolean {
    const largest = allowed.reduce((most, ordinal) => Math.max(most, ordinal), 0);
    if (largest >= this.marks.length) {
      this.marks = new Uint32Array(Math.max(largest + 1, this.marks.length * 2));
      this.mark = 0;
    }
    this.mark += 1;
    const mark = this.mark;
    for (const ordinal of allowed) this.marks[ordinal] = mark;
    return (ordinal) => this.marks[ordinal] === mark;
  }
}
