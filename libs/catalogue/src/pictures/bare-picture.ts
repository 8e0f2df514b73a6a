import sharp, { type Sharp } from 'sharp';
import { decodingPixels } from '#encoder';
import { pictureType } from './picture-type.js';
import { withoutGifNotes, withoutJpegNotes, withoutPngNotes, withoutWebpNotes } from './picture-notes.js';

const strippers: Readonly<Record<string, (contents: Buffer) => Buffer | undefined>> = {
  'image/jpeg': withoutJpegNotes,
  'image/png': withoutPngNotes,
  'image/webp': withoutWebpNotes,
  'image/gif': withoutGifNotes,
};

const encoders: Readonly<Record<string, (picture: Sharp) => Sharp>> = {
  'image/jpeg': (picture) => picture.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }),
  'image/png': (picture) => picture.png(),
  'image/webp': (picture) => picture.webp({ quality: 95 }),
  'image/gif': (picture) => picture.gif(),
  'image/tiff': (picture) => picture.tiff({ compression: 'lzw' }),
  'image/avif': (picture) => picture.avif({ quality: 80, effort: 2 }),
};

/**
 * The picture upright and without what is noted in it beside the colours: EXIF with its places, XMP, IPTC, comments.
 * The pixels stay as they are wherever that can be; the others are encoded once more in the same format.
 */
export async function bare(contents: Buffer): Promise<Buffer> {
  const type = pictureType(contents);
  const { orientation = 1, exif, xmp, iptc, width, height } = await sharp(contents).metadata();
  const upright = orientation === 1;
  const stripped = upright ? strippers[type]?.(contents) : undefined;
  if (stripped) return stripped;
  if (type === 'image/avif' && upright && !exif && !xmp && !iptc) return contents;
  const giveBack = await decodingPixels.take(width * height);
  try {
    const animated = type === 'image/gif' || type === 'image/webp';
    const picture = sharp(contents, { animated: animated && upright })
      .autoOrient()
      .keepIccProfile();
    return await (encoders[type] ?? encoders['image/png'] ?? ((same) => same))(picture).toBuffer();
  } finally {
    giveBack();
  }
}
