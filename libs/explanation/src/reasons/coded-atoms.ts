import type { CodedAtom } from './reasons.js';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { modalityOf } from '#encoder';
import type { Listing, Products } from '#catalogue';
import type { AtomCodes } from '#neurons';

/** What the atoms of products may take in memory, as estimated. */
const mostBytes = 256e6;
/** An atom with its code but without its text, about. */
const bytesPerAtom = 600;
/** Few enough that reading them ahead holds up the request thread for a millisecond or two. */
const productsAtOnce = 20;
/** Pause between two passes over the products. */
const lookAgainMs = 20_000;
const looksAtOnce = 1_000;

/** The atoms of products with their codes; those of the products that were shown last are in memory. */
export class CodedAtoms {
  // A listing is replaced by another object whenever its product is written: so nothing here can be out of date.
  private readonly cache = new LRUCache<Listing, readonly CodedAtom[]>({
    maxSize: mostBytes,
    sizeCalculation: (atoms) =>
      atoms.reduce((sum, { text }) => sum + bytesPerAtom + (text?.length ?? 0), bytesPerAtom),
  });

  constructor(
    private readonly products: Products,
    private readonly codes: AtomCodes,
    /** Called after each pass with the number of products whose atoms are in memory. */
    private readonly kept: (products: number) => void,
  ) {}

  /**
   * Reads products that are not in memory yet, while there is memory left, so that a product that is shown for the first
   * time does not wait. Ends when the signal does.
   *
   * @param encoded whether a product can be found yet: before, its atoms have no codes
   * @param failed called with what went wrong; the next pass tries again
   */
  async readAhead(
    signal: AbortSignal,
    encoded: (listing: Listing) => boolean,
    failed: (error: unknown) => void,
  ): Promise<void> {
    while (!signal.aborted) {
      await this.readOnce(signal, encoded).catch(failed);
      this.kept(this.cache.size);
      await sleep(lookAgainMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  private async readOnce(signal: AbortSignal, encoded: (listing: Listing) => boolean): Promise<void> {
    let looked = 0;
    let missing: Listing[] = [];
    for (const listing of this.products.listings()) {
      looked += 1;
      if (looked % looksAtOnce === 0) await setImmediate();
      if (!this.cache.has(listing) && encoded(listing)) missing.push(listing);
      if (missing.length < productsAtOnce) continue;
      if (signal.aborted || this.cache.calculatedSize > 0.9 * mostBytes) return;
      await this.of(missing);
      missing = [];
    }
    if (!signal.aborted) await this.of(missing);
  }

  /** By listing. An atom that is not encoded yet is left out: it can't have carried anything. */
  async of(listings: readonly Listing[]): Promise<Map<Listing, readonly CodedAtom[]>> {
    const found = new Map<Listing, readonly CodedAtom[]>();
    const missing = listings.filter((listing) => {
      const known = this.cache.get(listing);
      if (known) found.set(listing, known);
      return !known;
    });
    if (missing.length === 0) return found;
    const atoms = await this.products.atoms(missing.map(({ id }) => id));
    const codes = await this.codes.of(
      atoms.map((atom) => ({ contentHash: atom.contentHash, modality: modalityOf(atom.channel) })),
    );
    for (const listing of missing) {
      const own = atoms.filter(({ productId }) => productId === listing.id);
      const coded = own.flatMap(({ contentHash, channel, position, text }) => {
        const code = codes.get(contentHash);
        return code ? { channel, position, text, code } : [];
      });
      found.set(listing, coded);
      if (coded.length === own.length) this.cache.set(listing, coded);
    }
    return found;
  }
}
