import { Inject, Injectable } from '@nestjs/common';
import { UnreadablePicture } from '#encoder';
import type { FieldProblem } from '#platform';
import { PictureDownload, StoredPictures, type ProductPicture } from '#catalogue';
import { LRUCache } from 'lru-cache';
import type { PictureArchive } from './picture-archive.js';
import { PictureBuffers } from './picture-buffers.js';
import { WebPictures, type Outcome } from './web-pictures.js';

const web = /^[a-z][a-z0-9+.-]*:\/\//i;
const outcomesRemembered = 5_000;

/** Opens the way of pictures into the store for each upload that is read. */
@Injectable()
export class PictureIntakes {
  private readonly ofUploads = new Map<string, WebPictures>();

  constructor(
    @Inject(StoredPictures) private readonly stored: StoredPictures,
    @Inject(PictureDownload) private readonly download: PictureDownload,
    @Inject(PictureBuffers) private readonly buffers: PictureBuffers,
  ) {}

  /** The intake for one turn of an upload's job; downloads of earlier turns are still known to it. */
  of(uploadId: string, archive: PictureArchive | undefined): PictureIntake {
    let fetched = this.ofUploads.get(uploadId);
    if (!fetched) {
      fetched = new WebPictures(this.stored, this.download, this.buffers);
      this.ofUploads.set(uploadId, fetched);
    }
    return new PictureIntake(this.stored, this.buffers, fetched, archive);
  }

  /** The upload is read, or will not be read on here. */
  end(uploadId: string): void {
    this.ofUploads.get(uploadId)?.end();
    this.ofUploads.delete(uploadId);
  }
}

/** Brings the pictures that an upload's rows name into the store. */
export class PictureIntake {
  private readonly unzipped = new LRUCache<string, Promise<Outcome>>({ max: outcomesRemembered });

  constructor(
    private readonly stored: StoredPictures,
    private readonly buffers: PictureBuffers,
    private readonly fetched: WebPictures,
    private readonly archive: PictureArchive | undefined,
  ) {}

  /** Begins to fetch those of the sources that are web addresses. */
  begin(sources: readonly string[]): void {
    for (const source of sources)
      if (web.test(source)) void this.fetched.outcome(source).catch(() => undefined);
  }

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
    if (web.test(source)) return this.fetched.outcome(source);
    if (!this.archive?.has(source)) {
      // A later upload may leave out the zip: what the product has under this name is still there.
      const earlier = before.find((picture) => picture.source === source);
      if (earlier) return Promise.resolve({ kept: earlier });
    }
    let outcome = this.unzipped.get(source);
    if (!outcome) {
      outcome = this.unzip(source);
      this.unzipped.set(source, outcome);
    }
    return outcome;
  }

  private async unzip(source: string): Promise<Outcome> {
    const buffer = this.buffers.hold();
    try {
      if (!this.archive)
        throw new UnreadablePicture(
          'the upload has no zip of pictures',
          'send the pictures as the part "pictures", or give web addresses',
        );
      await buffer.reserve(this.archive.bytes(source));
      return { kept: await this.stored.keep(await this.archive.read(source)) };
    } catch (error) {
      if (error instanceof UnreadablePicture) return { problem: error };
      throw error;
    } finally {
      buffer.release();
    }
  }
}
