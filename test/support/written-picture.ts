import sharp from 'sharp';

/** The picture file with words on a white label near its lower edge, as PNG. */
export async function withWords(path: string, words: string): Promise<Buffer> {
  const { data, info } = await sharp(path)
    .flatten({ background: '#ffffff' })
    .png()
    .toBuffer({ resolveWithObject: true });
  const [width, height] = [Math.round(info.width * 0.6), Math.round(info.height * 0.125)];
  const label = await sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .composite([
      {
        input: {
          text: { text: words, font: 'sans bold', width: width - 20, height: height - 16, rgba: true },
        },
      },
    ])
    .png()
    .toBuffer();
  return sharp(data)
    .composite([
      { input: label, left: (info.width - width) >> 1, top: Math.round(info.height * 0.97) - height },
    ])
    .png()
    .toBuffer();
}
