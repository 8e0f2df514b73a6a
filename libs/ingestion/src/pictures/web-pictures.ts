import { setMaxListeners } from 'node:events';
import { UnreadablePicture } from '#encoder';
import { Budget } from '#platform';
import type { PictureDownload, KeptPicture, StoredPictures } from '#catalogue';
import { LRUCache } from 'lru-cache';
import type { PictureBuffers } from './picture-buffers.js';

/** What came of bringing a picture into the store. */
export type Outcome = { readonly kept: KeptPicture } | { readonly problem: UnreadablePicture };

const addressesAtOnce = 16;
const outcomesRemembered = 5_000;

/** The pictures at web addresses that one upload names. They are fetched in the background, also between the turns of its job. */
export class WebPictures {
  // Many rows name the same picture (variants); what came of it is remembered for a while.
  private readonly outcomes = new LRUCache<string, Promise<Outcome>>({ max: outcomesRemembered });
  private readonly places = new Budget(addressesAtOnce);
  private readonly ended = new AbortController();

  constructor(
    private readonly stored: StoredPictures,
    private readonly download: PictureDownload,
    private readonly buffers: PictureBuffers,
  ) {
    // Each address that is waited for or fetched listens.
    setMaxListeners(0, this.ended.signal);
  }

  /** Fetches and stores the picture, once. */
  outcome(address: string): Promise<Outcome> {
    const known = this.outcomes.get(address);
    if (known) return known;
    const outcome = this.bring(address);
    this.outcomes.set(address, outcome);
    // A failure of this machine (a full disk) is told to whoever awaits the outcome, and is tried again later.
    outcome.catch(() => this.outcomes.delete(address));
    return outcome;
  }

  /** Nobody wants the rest. */
  end(): void {
    this.ended.abort();
  }

  private async bring(address: string): Promise<Outcome> {
    const { signal } = this.ended;
    const giveBack = await this.places.take(1, signal);
    const buffer = this.buffers.hold();
    try {
      const reserve = (bytes: number): Promise<void> => buffer.reserve(bytes, signal);
      return { kept: await this.stored.keep(await this.download.fetch(address, { signal, reserve })) };
    } catch (error) {
      if (error instanceof UnreadablePicture) return { problem: error };
      throw error;
    } finally {
      buffer.release();
      giveBack();
    }
  }
}
