import type { Neighbour } from './vector-index.js';

/** Keeps the k best of the scores offered to it. Equal scores: the lower ordinal first, so answers repeat. */
export class Nearest {
  private readonly ordinals: Uint32Array;
  private readonly scores: Float64Array;
  private count = 0;

  constructor(private readonly k: number) {
    this.ordinals = new Uint32Array(k);
    this.scores = new Float64Array(k);
  }

  /** An arrow, so that it can be handed on as a callback. */
  readonly offer = (ordinal: number, score: number): void => {
    if (this.count === this.k) {
      if (this.k === 0 || !this.before(ordinal, score, this.k - 1)) return;
    } else this.count += 1;
    let at = this.count - 1;
    while (at > 0 && this.before(ordinal, score, at - 1)) {
      this.scores[at] = this.scores[at - 1] ?? 0;
      this.ordinals[at] = this.ordinals[at - 1] ?? 0;
      at -= 1;
    }
    this.scores[at] = score;
    this.ordinals[at] = ordinal;
  };

  /** Best first. */
  take(): Neighbour[] {
    return Array.from({ length: this.count }, (_, i) => ({
      ordinal: this.ordinals[i] ?? 0,
      score: this.scores[i] ?? 0,
    }));
  }

  private before(ordinal: number, score: number, at: number): boolean {
    const other = this.scores[at] ?? 0;
    return score > other || (score === other && ordinal < (this.ordinals[at] ?? 0));
  }
}
