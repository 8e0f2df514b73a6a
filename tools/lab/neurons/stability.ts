import sharp from 'sharp';
import type { Embedder } from '#encoder';
import { estimate, type Estimate } from '#platform';
import { variations } from '../queries/variations.js';
import type { LabelledProduct } from '../data/labelled-sets.js';
import type { Coder } from '#neurons';
import { phraseOf } from './pairs.js';
import { reasonsOf, weightedJaccard, type Vectored } from './reason-gates.js';

/** How much of the reasons stays when the words or the picture are given in another way: weighted Jaccard by way. */
export type Stability = Readonly<Record<string, Estimate>>;

/** Ways to alter a picture that leave what it shows; sizes are shares of each side. */
const pictureWays: Readonly<Record<string, (picture: Uint8Array) => Promise<Buffer>>> = {
  'JPEG at quality 90': (picture) => sharp(picture).jpeg({ quality: 90 }).toBuffer(),
  'resized to 80 %': async (picture) => {
    const { width, height } = await sharp(picture).metadata();
    return sharp(picture)
      .resize(Math.round(width * 0.8), Math.round(height * 0.8), { fit: 'fill' })
      .png()
      .toBuffer();
  },
  'cropped by 5 %': async (picture) => {
    const { width, height } = await sharp(picture).metadata();
    const [left, top] = [Math.round(width * 0.025), Math.round(height * 0.025)];
    return sharp(picture)
      .extract({ left, top, width: width - 2 * left, height: height - 2 * top })
      .png()
      .toBuffer();
  },
};

/** Reasons for held-out products, each asked for by the phrase of its labels, before and after. */
export async function stability(
  coder: Coder,
  products: readonly LabelledProduct[],
  encoder: Embedder,
): Promise<Stability> {
  const asked = products.flatMap(({ picture, truths }) => {
    const phrase = phraseOf(truths);
    return picture && phrase !== undefined ? [{ picture, phrase }] : [];
  });
  const text = async (words: string): Promise<Vectored> => {
    const vector = await encoder.text(words);
    return { vector, code: coder.code(vector, 'text') };
  };
  const image = async (picture: Uint8Array): Promise<Vectored> => {
    const [vector] = await encoder.pictures([picture]);
    if (!vector) throw new Error('a picture has no vector');
    return { vector, code: coder.code(vector, 'image') };
  };
  const kept: Record<string, number[]> = {};
  const keep = (way: string, value: number): void => void (kept[way] ??= []).push(value);
  const typed = variations();
  for (const { picture, phrase } of asked) {
    const [query, product] = [await text(phrase), await image(picture)];
    const before = reasonsOf(coder, query, product);
    if (before.size === 0) continue;
    for (const { name, typed: change } of typed) {
      const other = change(phrase);
      if (other !== phrase) keep(name, weightedJaccard(before, reasonsOf(coder, await text(other), product)));
    }
    for (const [name, change] of Object.entries(pictureWays))
      keep(name, weightedJaccard(before, reasonsOf(coder, query, await image(await change(picture)))));
  }
  return Object.fromEntries(Object.entries(kept).map(([way, values]) => [way, estimate(values)]));
}
