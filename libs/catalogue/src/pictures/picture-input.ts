import { Inject, Injectable } from '@nestjs/common';
import { UnreadablePicture } from '#encoder';
import { ProblemError, RequestMemory } from '#platform';
import { pictureLimits } from './picture-limits.js';
import { PictureDownload } from './picture-download.js';

/** Downloads that somebody waits for: asked once. They share no memory of dead hosts with uploads. */
export abstract class QueryPictureDownload extends PictureDownload {}

const base64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
const dataUrl = /^data:image\/[a-z0-9.+-]+;base64,/i;

/** Pictures as requests carry them: base64, a data URL, or an http(s) address. */
@Injectable()
export class PictureInput {
  constructor(
    @Inject(QueryPictureDownload) private readonly download: PictureDownload,
    @Inject(RequestMemory) private readonly memory: RequestMemory,
  ) {}

  /**
   * The file's contents, not yet decoded.
   *
   * @throws {ProblemError} 400 under the name `field` for what is neither, or an address that can't be used; 503 when
   * requests in flight hold too much memory for another picture.
   */
  async read(given: string, field: string): Promise<Uint8Array> {
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(given)) {
      try {
        const reserve = (bytes: number): Promise<void> => this.memory.reserve(bytes);
        return await this.download.fetch(given, {
          signal: AbortSignal.timeout(pictureLimits.downloadMs),
          reserve,
        });
      } catch (error) {
        throw pictureProblem(isTimeout(error) ? notInTime() : error, field);
      }
    }
    const encoded = given.replace(dataUrl, '').replaceAll(/\s/g, '');
    if (!base64.test(encoded)) {
      throw ProblemError.field(
        field,
        'is neither base64 nor an http(s) address',
        "give the file's bytes as base64, or the address of a picture",
      );
    }
    const contents = Buffer.from(encoded, 'base64');
    if (contents.length > pictureLimits.pictureBytes) {
      throw ProblemError.field(
        field,
        `is larger than ${pictureLimits.pictureBytes / 1024 ** 2} MB`,
        'send it smaller; 1,000 pixels on the longer side are plenty',
      );
    }
    return contents;
  }
}

/** An unreadable picture as a problem that names its field; any other error as it is. */
export function pictureProblem(error: unknown, field: string): unknown {
  return error instanceof UnreadablePicture ? ProblemError.field(field, error.message, error.fix) : error;
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}

function notInTime(): UnreadablePicture {
  return new UnreadablePicture(
    `the address did not answer within ${pictureLimits.downloadMs / 1000} s`,
    'try again later, or send the picture itself',
  );
}
