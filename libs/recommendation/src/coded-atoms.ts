import { LRUCache } from 'lru-cache';
import type { Atom, Listing, Products } from '#catalogue';
import type { AtomCodes, CodedAtom } from '#neurons';

/** About 3 kB each. */
const cachedProducts = 20_000;

/** The atoms of products with their codes; those of the products that were shown last are in memory. */
export class CodedAtoms {
  // A listing is replaced by another object whenever its product is written: so nothing here can be out of date.
  private readonly cache = new LRUCache<Listing, readonly CodedAtom[]>({ max: cachedProducts });

  constructor(
    private readonly products: Products,
    private readonly codes: AtomCodes,
  ) {}

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
      atoms.map((atom) => ({ contentHash: atom.contentHash, modality: modalityOf(atom) })),
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

function modalityOf(atom: Atom): 'image' | 'text' {
  return atom.channel === 'image' ? 'image' : 'text';
}
