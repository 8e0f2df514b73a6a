import type { Box } from '#encoder';
import sharp from 'sharp';
import { unchanged } from './attacked-picture.js';

export interface Planted {
  readonly picture: Buffer;
  /** In shares of the picture's sides. */
  readonly box: Box;
  readonly hasPlate: boolean;
}

/** Faces that the detector is fitted on, and one that only judges it. */
export const fittedFaces = ['DejaVu Sans', 'DejaVu Sans Condensed', 'DejaVu Sans Mono'] as const;
export const heldBackFace = 'DejaVu Serif';

type Rgb = readonly [number, number, number];

const colours: readonly Rgb[] = [
  [0, 0, 0],
  [255, 255, 255],
  [200, 30, 40],
  [20, 60, 160],
  [20, 110, 60],
  [250, 210, 40],
  [90, 90, 90],
  [240, 130, 30],
];
/** Words in a colour nearer to what they stand on than this many grey levels can hardly be read. */
const leastContrast = 80;

const grey = ([r, g, b]: Rgb): number => 0.299 * r + 0.587 * g + 0.114 * b;

function oneOf<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)]!;
}

/**
 * A picture with words in a random size, colour, weight, slant and place, half of them on a plate, a few degrees
 * turned; half of the pictures are made small and saved as JPEG afterwards, as shops do. Words '' leave the plate empty.
 */
export async function withWords(
  original: Buffer,
  words: string,
  faces: readonly string[],
  random: () => number,
): Promise<Planted> {
  const base = await unchanged(original);
  const { width, height } = await sharp(base).metadata();
  const written = oneOf([words, words.toUpperCase(), words.replace(/^./, (c) => c.toUpperCase())], random);
  const perLetter = 0.68;
  const size = Math.min(
    height * (0.045 + 0.1 * random()),
    (width * 0.92) / (perLetter * Math.max(written.length, 3)),
  );
  const w = Math.ceil(Math.max(written.length, 3) * size * perLetter);
  const h = Math.ceil(size * 1.5);
  const left = Math.floor(random() * Math.max(1, width - w));
  const top = Math.floor(random() * (height - h));
  const hasPlate = words === '' || random() < 0.5;
  const plate = oneOf(colours, random);
  const under = hasPlate ? grey(plate) : await meanGrey(base, left, top, Math.min(w, width - left), h);
  const ink = oneOf(
    colours.filter((colour) => Math.abs(grey(colour) - under) >= leastContrast),
    random,
  );
  const rgb = (colour: Rgb): string => `rgb(${colour.join(',')})`;
  const turn = (random() - 0.5) * 8;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<g transform="rotate(${turn} ${left + w / 2} ${top + h / 2})">` +
    (hasPlate ? `<rect x="${left}" y="${top}" width="${w}" height="${h}" fill="${rgb(plate)}"/>` : '') +
    `<text x="${left + w / 2}" y="${top + h / 2}" dy=".35em" text-anchor="middle" font-size="${size}" ` +
    `font-family="${oneOf(faces, random)}" font-weight="${oneOf(['normal', 'bold'], random)}" ` +
    `font-style="${random() < 0.2 ? 'italic' : 'normal'}" fill="${rgb(ink)}">` +
    `${written.replaceAll(/[&<>]/g, '')}</text></g></svg>`;
  const drawn = sharp(base).composite([{ input: Buffer.from(svg), left: 0, top: 0 }]);
  const picture =
    random() < 0.5
      ? await drawn.png().toBuffer()
      : await sharp(await drawn.png().toBuffer())
          .resize({ height: Math.round(height * (0.5 + 0.5 * random())) })
          .jpeg({ quality: Math.round(60 + 35 * random()) })
          .toBuffer();
  return {
    picture,
    box: { left: left / width, top: top / height, width: w / width, height: h / height },
    hasPlate,
  };
}

async function meanGrey(
  png: Buffer,
  left: number,
  top: number,
  width: number,
  height: number,
): Promise<number> {
  const { channels } = await sharp(
    await sharp(png).extract({ left, top, width, height }).png().toBuffer(),
  ).stats();
  const [r = 0, g = 0, b = 0] = channels.map(({ mean }) => mean);
  return grey([r, g, b]);
}
