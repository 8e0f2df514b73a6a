import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, type ZlibOptions } from 'node:zlib';
import { UnreadablePicture } from '#encoder';
import { pictureLimits } from './picture-limits.js';

type Unpack = (contents: Buffer, options: ZlibOptions) => Promise<Buffer>;

const unpackGzip: Unpack = promisify(gunzip);
const unpackBrotli: Unpack = promisify(brotliDecompress);
const unpackZlib: Unpack = promisify(inflate);
const unpackRaw: Unpack = promisify(inflateRaw);

const encodings: Readonly<Record<string, Unpack>> = {
  gzip: unpackGzip,
  'x-gzip': unpackGzip,
  br: unpackBrotli,
  // Servers mean either form by this name; zlib's begins with a byte whose low half is 8.
  deflate: (contents, options) =>
    ((contents[0] ?? 0) & 15) === 8 ? unpackZlib(contents, options) : unpackRaw(contents, options),
};
const encodingsInARow = 3;

/**
 * A body as its `content-encoding` says it is packed, unpacked to at most the size of a picture.
 *
 * @throws {UnreadablePicture} for another encoding, a body that does not fit its encoding, or too large a one.
 */
export async function unpacked(contents: Buffer, header: string | string[] | undefined): Promise<Buffer> {
  const names = [header ?? []]
    .flat()
    .flatMap((line) => line.split(','))
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  let body = contents;
  for (const name of names.reverse()) {
    const unpack = Object.hasOwn(encodings, name) ? encodings[name] : undefined;
    if (!unpack || names.length > encodingsInARow) {
      throw new UnreadablePicture(
        `the address answers in the content encoding ${names.join(', ').slice(0, 60)}, which is not read here`,
        'let the server send it as it is, or packed with gzip, deflate or br',
      );
    }
    try {
      body = await unpack(body, { maxOutputLength: pictureLimits.pictureBytes });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLargePicture();
      throw new UnreadablePicture(
        `the answer is not valid ${name}, as its content-encoding says`,
        'check the server, or put the picture into the zip',
      );
    }
  }
  return body;
}

export function tooLargePicture(): UnreadablePicture {
  return new UnreadablePicture(
    `the picture is larger than ${pictureLimits.pictureBytes / 1024 ** 2} MB`,
    'save it smaller; 1,000 pixels on the longer side are plenty',
  );
}
