import { setImmediate } from 'node:timers/promises';
import type { Logger } from '#platform';
import { ChannelStore } from './channel-store.js';
import type { LogRow } from './channel-vector-log.js';
import type { ChannelVectors } from './channel-vectors.js';
import { fuse } from './fuse.js';
import type { GenerationSettings } from './index-settings.js';
import type { ExactIndex, HnswIndex } from './worker-index.js';

/** Rows that are read and fused before waiting requests get their turn: about a millisecond. */
const rowsAtOnce = 100;

/** A vector index and the channel vectors that its fused vectors come from. */
export class IndexedProducts {
  readonly store: ChannelStore;
  /** A product that was deleted and came back has another ordinal: the former one must go. */
  private readonly ordinalOf = new Map<string, number>();

  constructor(
    readonly index: HnswIndex | ExactIndex,
    private readonly settings: GenerationSettings,
    private readonly logger: Logger,
  ) {
    this.store = new ChannelStore(settings.dimension);
  }

  /** Takes rows of the change log in; when this resolves, searches answer accordingly. */
  async apply(rows: readonly LogRow[]): Promise<void> {
    const { dimension, weights } = this.settings;
    const removed: number[] = [];
    const ordinals = new Uint32Array(rows.length);
    const fused = new Float32Array(rows.length * dimension);
    let count = 0;
    for (const [i, row] of rows.entries()) {
      if (i > 0 && i % rowsAtOnce === 0) await setImmediate();
      const vectors = this.channels(row);
      const former = this.ordinalOf.get(row.product_id);
      if (former !== undefined && (former !== row.ordinal || !vectors)) removed.push(former);
      if (!vectors) {
        // Also without a former ordinal: a snapshot may hold it.
        removed.push(row.ordinal);
        this.ordinalOf.delete(row.product_id);
        continue;
      }
      this.store.set(row.ordinal, vectors);
      this.ordinalOf.set(row.product_id, row.ordinal);
      fused.set(fuse(vectors, weights, dimension), count * dimension);
      ordinals[count] = row.ordinal;
      count += 1;
    }
    for (const ordinal of removed) this.store.delete(ordinal);
    await this.index.remove(Uint32Array.from(removed));
    await this.index.upsert(ordinals.subarray(0, count), fused.subarray(0, count * dimension));
  }

  /** Removes from the index what no row of the log accounted for; says how many that were. */
  async dropLeftovers(): Promise<number> {
    const leftovers = (await this.index.ordinals()).filter((ordinal) => !this.store.has(ordinal));
    await this.index.remove(leftovers);
    return leftovers.length;
  }

  /** Undefined for a deleted product and for one without a usable vector. */
  private channels(row: LogRow): ChannelVectors | undefined {
    if (row.deleted) return undefined;
    const vectors = {
      image: this.vector(row, 'image'),
      description: this.vector(row, 'description'),
      reviews: this.vector(row, 'reviews'),
    };
    return vectors.image || vectors.description || vectors.reviews ? vectors : undefined;
  }

  private vector(row: LogRow, channel: keyof ChannelVectors): Float32Array | undefined {
    const stored = row[channel];
    if (!stored) return undefined;
    // Copied: the driver's buffers start anywhere, a Float32Array only at a multiple of four bytes.
    const vector = new Float32Array(Uint8Array.from(stored).buffer, 0, stored.length >> 2);
    let square = 0;
    for (const value of vector) square += value * value;
    // A mean of unit vectors is no longer than one; NaN fails the comparison too.
    if (stored.length === this.settings.dimension * 4 && square <= 1.001) return vector;
    this.logger.error(
      { product: row.product_id, channel, bytes: stored.length, norm: Math.sqrt(square) },
      'a stored vector is unusable; the product is indexed without it',
    );
    return undefined;
  }
}
