import { UnreadablePicture } from '#encoder';
import type { FieldProblem } from '#platform';
import { LRUCache } from 'lru-cache';
import type { ProductPicture } from '../product.js';
import type { PictureArchive } from './picture-archive.js';
import type { PictureDownload } from './picture-download.js';
import type { StoredPictures } from './stored-pictures.js';

type Kept = Omit<ProductPicture, 'source'>;
type Outcome = { readonly kept: Kept } | { readonly problem: UnreadablePicture };

const web = /^[a-z][a-z0-9+.-]*:\/\//i;

/** Brings the pictures that an upload's rows name into the store. One for each upload that is read. */
export class PictureIntake {
  // Many rows name the same picture (variants); what came of it is remembered for a while.
  private readonly outcomes = new LRUCache<string, Promise<Outcome>>({ max: 5_000 });

  constructor(
    private readonly stored: StoredPictures,
    private readonly download: PictureDownload,
    private readonly archive: PictureArchive | undefined,
  ) {}

  /**
   * The pictures of one product, in order. One that can't be used is reported;
   * where the product had one of the same name before, that one stays.
   */
  async take(
    sources: readonly string[],
    before: readonly ProductPicture[],
  ): Promise<{ pictures: ProductPicture[]; problems: FieldProblem[] }> {
    const pictures: ProductPicture[] = [];
    const problems: FieldProblem[] = [];
    const outcomes = await Promise.all(sources.map((source) => this.outcome(source, before)));
    for (const [index, outcome] of outcomes.entries()) {
      const source = sources[index] ?? '';
      const earlier = before.find((picture) => picture.source === source);
      if ('kept' in outcome) pictures.push({ source, ...outcome.kept });
      else {
        problems.push({
          field: `pictures.${index}`,
          message: `${source.slice(0, 120)}: ${outcome.problem.message}${earlier ? '; the earlier one stays' : ''}`,
          fix: outcome.problem.fix,
        });
        if (earlier) pictures.push(earlier);
      }
    }
    return { pictures, problems };
  }

  private outcome(source: string, before: readonly ProductPicture[]): Promise<Outcome> {
    if (!web.test(source) && !this.archive?.has(source)) {
      // A later upload may leave out the zip: what the product has under this name is still there.
      const earlier = before.find((picture) => picture.source === source);
      if (earlier) return Promise.resolve({ kept: earlier });
    }
    let outcome = this.outcomes.get(source);
    if (!outcome) {
      outcome = this.bring(source);
      this.outcomes.set(source, outcome);
    }
    return outcome;
  }

  private async bring(source: string): Promise<Outcome> {
    try {
      return { kept: await this.stored.keep(await this.contents(source)) };
    } catch (error) {
      if (error instanceof UnreadablePicture) return { problem: error };
      throw error;
    }
  }

  private async contents(source: string): Promise<Buffer> {
    if (web.test(source)) return this.download.fetch(source);
    if (this.archive) return this.archive.read(source);
    throw new UnreadablePicture(
      'the upload has no zip of pictures',
      'send the pictures as the part "pictures", or give web addresses',
    );
  }
}
