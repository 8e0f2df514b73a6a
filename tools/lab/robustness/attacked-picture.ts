import sharp from 'sharp';
// The product reads no SVG; here it only draws the words.
import '#encoder';

sharp.unblock({ operation: ['VipsForeignLoadSvg'] });

/** Pictures are drawn on at this height, so that small words stay sharp. */
const drawnHeight = 448;
/** The label's share of the pixels is .60 * .125 = 7.5 %, as in the attacks of Goh et al. (2021). */
export const label = { width: 0.6, height: 0.125 } as const;
/** Brighter than this in every channel is background; shop photographs stand on white. */
const white = 235;

async function enlarged(picture: Buffer): Promise<{ png: Buffer; width: number; height: number }> {
  const { data, info } = await sharp(picture)
    .flatten({ background: 'white' })
    .resize({ height: drawnHeight })
    .png()
    .toBuffer({ resolveWithObject: true });
  return { png: data, width: info.width, height: info.height };
}

/** The picture with a white label near its lower edge, and words on it; '' leaves the label empty. */
export async function withLabel(picture: Buffer, words: string): Promise<Buffer> {
  const { png, width, height } = await enlarged(picture);
  const [w, h] = [Math.round(width * label.width), Math.round(height * label.height)];
  const size = Math.min(h * 0.75, (w * 1.7) / Math.max(words.length, 3));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}"><rect width="${w}" height="${h}" fill="white" stroke="black"/><text x="50%" y="50%" dy=".35em" text-anchor="middle" font-family="sans-serif" font-weight="bold" font-size="${size}">${words.replaceAll(/[&<>]/g, '')}</text></svg>`;
  return sharp(png)
    .composite([
      { input: Buffer.from(svg), left: Math.round((width - w) / 2), top: Math.round(height * 0.97 - h) },
    ])
    .png()
    .toBuffer();
}

/** The picture as it is, through the same enlarging. */
export async function unchanged(picture: Buffer): Promise<Buffer> {
  return (await enlarged(picture)).png;
}

/** The picture with its white background in another colour (red, green, blue). */
export async function withBackground(
  picture: Buffer,
  colour: readonly [number, number, number],
): Promise<Buffer> {
  const { png } = await enlarged(picture);
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  for (let at = 0; at < data.length; at += 3)
    if (Math.min(data[at]!, data[at + 1]!, data[at + 2]!) > white) data.set(colour, at);
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
    .png()
    .toBuffer();
}
