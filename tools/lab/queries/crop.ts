import sharp from 'sharp';

/**
 * A picture as a customer might cut it out: a piece of 60 to 70 % of the area, its centre moved by up to half of the
 * free margin, encoded anew as JPEG at quality 80.
 */
export async function crop(picture: Uint8Array, random: () => number): Promise<Buffer> {
  const { width, height } = await sharp(picture).metadata();
  const side = Math.sqrt(0.6 + 0.1 * random());
  const piece = { width: Math.round(width * side), height: Math.round(height * side) };
  const offset = (free: number): number => Math.round(free * (0.25 + 0.5 * random()));
  return sharp(picture)
    .extract({ left: offset(width - piece.width), top: offset(height - piece.height), ...piece })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 80 })
    .toBuffer();
}
