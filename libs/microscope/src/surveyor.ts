import { modalityOf } from '#encoder';
import type { Listing, Products } from '#catalogue';
import { handledLater } from '#platform';
import type { AtomCodes } from '#neurons';
import type { ChannelIndex } from '#search-index';
import { Survey, type CodedAtomOf } from './survey.js';

/** Size of the sample of a larger catalogue; always the same products. */
const mostProducts = 5_000;
/** Some 400 atoms: a few milliseconds of work between others' turns. */
const productsPerTurn = 50;
/** A survey that is behind the catalogue is made anew when it is so many times older than what it took to make. */
const rest = 10;

interface Made {
  readonly seq: bigint;
  readonly survey: Promise<Survey>;
  /** When it may be made anew, of performance.now(). */
  renewable: number;
}

/**
 * Looks at the catalogue's stored activations, at most those of 5,000 products, and keeps what it found until the
 * catalogue has changed. While products come in it spends at most a tenth of the time looking.
 */
export class Surveyor {
  private made: Made | undefined;

  constructor(
    private readonly index: ChannelIndex,
    private readonly products: Products,
    private readonly codes: AtomCodes,
    private readonly size: number,
  ) {}

  /** The latest survey; the same object until it is made again. */
  survey(): Promise<Survey> {
    const { made } = this;
    if (made && (made.seq === this.index.appliedSeq || performance.now() < made.renewable))
      return made.survey;
    const began = performance.now();
    const next: Made = { seq: this.index.appliedSeq, survey: handledLater(this.look()), renewable: Infinity };
    this.made = next;
    next.survey.then(
      () => {
        const ended = performance.now();
        next.renewable = ended + rest * (ended - began);
      },
      () => {
        if (this.made === next) this.made = undefined;
      },
    );
    return next.survey;
  }

  private async look(): Promise<Survey> {
    // Brings the listings up to the index.
    await this.products.find({ text: undefined, synonyms: [], denied: [] }, 0, {});
    const sampled = this.index
      .sample(mostProducts)
      .slice(0, mostProducts)
      .flatMap((ordinal) => this.products.listing(ordinal) ?? [])
      // So that the same catalogue has the same survey, whatever order it came in.
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const coded: CodedAtomOf[] = [];
    for (let start = 0; start < sampled.length; start += productsPerTurn)
      coded.push(...(await this.codedAtoms(sampled.slice(start, start + productsPerTurn), start)));
    return new Survey(sampled, coded, this.size, new Date());
  }

  /** @param first place of the first of these products in the survey */
  private async codedAtoms(products: readonly Listing[], first: number): Promise<CodedAtomOf[]> {
    const places = new Map(products.map(({ id }, at) => [id, first + at]));
    const atoms = await this.products.atoms([...places.keys()]);
    const codes = await this.codes.of(
      atoms.map(({ contentHash, channel }) => ({
        contentHash,
        modality: modalityOf(channel),
      })),
    );
    // An atom that is not encoded yet has no code.
    return atoms.flatMap(({ productId, channel, position, contentHash }) => {
      const product = places.get(productId);
      const code = codes.get(contentHash);
      return product === undefined || !code ? [] : [{ product, channel, position, code }];
    });
  }
}
