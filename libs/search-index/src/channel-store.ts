import { channels } from '#encoder';
import type { ChannelVectors } from './channel-vectors.js';
import { PackedVectors } from './packed-vectors.js';

/** The channel vectors of all indexed products, in memory, by ordinal. */
export class ChannelStore {
  private readonly tables: Readonly<Record<keyof ChannelVectors, PackedVectors>>;
  private readonly ordinals = new Set<number>();
  private drawn:
    { readonly n: number; readonly of: number; readonly ordinals: readonly number[] } | undefined;

  constructor(dimension: number) {
    this.tables = {
      image: new PackedVectors(dimension),
      description: new PackedVectors(dimension),
      reviews: new PackedVectors(dimension),
    };
  }

  get size(): number {
    return this.ordinals.size;
  }

  has(ordinal: number): boolean {
    return this.ordinals.has(ordinal);
  }

  /** Views that stay as they are, also when the product changes. */
  get(ordinal: number): ChannelVectors | undefined {
    if (!this.ordinals.has(ordinal)) return undefined;
    return {
      image: this.tables.image.get(ordinal),
      description: this.tables.description.get(ordinal),
      reviews: this.tables.reviews.get(ordinal),
    };
  }

  /** Copies the vectors in, in the place of the product's former ones. */
  set(ordinal: number, vectors: ChannelVectors): void {
    for (const channel of channels) {
      const vector = vectors[channel];
      if (vector) this.tables[channel].set(ordinal, vector);
      else this.tables[channel].delete(ordinal);
    }
    this.ordinals.add(ordinal);
  }

  delete(ordinal: number): void {
    for (const table of Object.values(this.tables)) table.delete(ordinal);
    this.ordinals.delete(ordinal);
  }

  /**
   * Up to n ordinals, drawn by a hash of the ordinal: the same ones as long as they exist. The draw looks at every
   * product, so it is made again only when their number has changed by a twentieth.
   */
  sample(n: number): readonly number[] {
    if (this.size <= n) return [...this.ordinals];
    const drawn = this.drawn;
    if (drawn?.n === n && Math.abs(drawn.of - this.size) * 20 <= drawn.of) {
      return drawn.ordinals.filter((ordinal) => this.ordinals.has(ordinal));
    }
    const hashes = Uint32Array.from(this.ordinals, hash).sort();
    const limit = hashes[n] ?? 0;
    const ordinals = [...this.ordinals].filter((ordinal) => hash(ordinal) < limit);
    this.drawn = { n, of: this.size, ordinals };
    return ordinals;
  }
}

/** Mixes the bits of an ordinal (the finaliser of MurmurHash3): no two ordinals share a hash. */
function hash(ordinal: number): number {
  let h = ordinal;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
