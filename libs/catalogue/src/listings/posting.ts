/** The products that hold one lexeme, by ordinal ascending. */
export class Posting {
  length = 0;
  ordinals = new Uint32Array(1);
  /** The lexeme's share of ts_rank in each. */
  ranks = new Float32Array(1);
  /** How often it stands there, each place by the worth of its label. */
  frequencies = new Float32Array(1);

  constructor(readonly lexeme: string) {}

  insert(ordinal: number, rank: number, frequency: number): void {
    if (this.length === this.ordinals.length) this.grow();
    const at = this.firstFrom(ordinal);
    for (const column of this.columns()) column.copyWithin(at + 1, at, this.length);
    this.ordinals[at] = ordinal;
    this.ranks[at] = rank;
    this.frequencies[at] = frequency;
    this.length += 1;
  }

  remove(ordinal: number): void {
    const at = this.firstFrom(ordinal);
    for (const column of this.columns()) column.copyWithin(at, at + 1, this.length);
    this.length -= 1;
  }

  /** Where a product stands; undefined where it does not hold the lexeme. */
  placeOf(ordinal: number): number | undefined {
    const at = this.firstFrom(ordinal);
    return at < this.length && this.ordinals[at] === ordinal ? at : undefined;
  }

  private columns(): (Uint32Array | Float32Array)[] {
    return [this.ordinals, this.ranks, this.frequencies];
  }

  private grow(): void {
    const { ordinals, ranks, frequencies } = this;
    this.ordinals = new Uint32Array(2 * this.length);
    this.ranks = new Float32Array(2 * this.length);
    this.frequencies = new Float32Array(2 * this.length);
    this.ordinals.set(ordinals);
    this.ranks.set(ranks);
    this.frequencies.set(frequencies);
  }

  /** The first place whose ordinal is not below the given one. */
  private firstFrom(ordinal: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.ordinals[middle] ?? 0) < ordinal) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
