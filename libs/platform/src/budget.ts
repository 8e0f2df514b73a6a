interface Waiting {
  readonly amount: number;
  readonly begin: () => void;
}

/** Gives back what was taken; a second call does nothing. */
export type GiveBack = () => void;

/** A limit on a sum (bytes, pixels, places): who wants more than is left waits, first come first served. */
export class Budget {
  private free: number;
  private readonly line = new Set<Waiting>();

  constructor(readonly total: number) {
    this.free = total;
  }

  /** How many wait. */
  get waiting(): number {
    return this.line.size;
  }

  /**
   * Takes a share; one larger than the whole takes the whole.
   *
   * @throws the signal's reason when it aborts before there is room.
   */
  async take(amount: number, signal?: AbortSignal): Promise<GiveBack> {
    signal?.throwIfAborted();
    const share = Math.min(amount, this.total);
    if (this.line.size === 0 && share <= this.free) this.free -= share;
    else await this.turn(share, signal);
    let taken = share;
    return () => {
      this.free += taken;
      taken = 0;
      this.next();
    };
  }

  private turn(amount: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        amount,
        begin: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      const onAbort = (): void => {
        this.line.delete(waiting);
        reject(signal?.reason as Error);
        // Whoever stood behind a large share may fit now.
        this.next();
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.line.add(waiting);
    });
  }

  private next(): void {
    for (const waiting of this.line) {
      if (waiting.amount > this.free) return;
      this.line.delete(waiting);
      this.free -= waiting.amount;
      waiting.begin();
    }
  }
}
