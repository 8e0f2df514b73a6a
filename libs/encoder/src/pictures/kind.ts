import { UnreadablePicture } from '../encoder.js';

export type PictureKind = 'JPEG' | 'PNG' | 'WebP' | 'GIF' | 'TIFF' | 'AVIF' | 'HEIF';

const kinds = 'JPEG, PNG, WebP, AVIF, GIF or TIFF';

/**
 * The kind of a picture by its first bytes; the file's name and declared type don't count.
 *
 * @throws {UnreadablePicture} for anything that isn't one of the accepted kinds.
 */
export function pictureKind(contents: Uint8Array): PictureKind {
  if (contents.length === 0) throw new UnreadablePicture('the picture is empty', `send a ${kinds} file`);
  const head = Buffer.from(contents.buffer, contents.byteOffset, Math.min(contents.length, 256)).toString(
    'latin1',
  );
  if (head.startsWith('\xff\xd8\xff')) return 'JPEG';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'PNG';
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'GIF';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'WebP';
  if (/^(II[*+]\0|MM\0[*+])/.test(head)) return 'TIFF';
  if (head.slice(4, 8) === 'ftyp') {
    const brands = head.slice(8, 64);
    if (/avif|avis/.test(brands)) return 'AVIF';
    if (/hei[cxms]|hev[cx]|mif1|msf1/.test(brands)) return 'HEIF';
  }
  if (/^(\xef\xbb\xbf)?\s*<(\?xml|svg|!doctype svg|!--)/i.test(head)) {
    throw new UnreadablePicture('drawings in SVG are not accepted', `send it as ${kinds}`);
  }
  throw new UnreadablePicture(`the file is not a ${kinds} picture`, `send a ${kinds} file`);
}
