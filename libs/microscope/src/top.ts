import type { Channel } from '#encoder';
import type { Firing, Survey } from './survey.js';

/** A product with the strongest firing of a neuron in its pictures and in its words. */
export interface TopProduct {
  readonly product: number;
  readonly image: Firing | undefined;
  readonly text: Firing | undefined;
}

/**
 * The products for which a neuron fires most, by the sum of its strongest activation in a picture and in words.
 *
 * @param image firings in pictures, the strongest first
 * @param text firings in words, the strongest first
 */
export function topProducts(
  survey: Survey,
  image: readonly Firing[],
  text: readonly Firing[],
  count: number,
): TopProduct[] {
  const onPictures = firstOfProduct(survey, image);
  const onWords = firstOfProduct(survey, text);
  return [...new Set([...onPictures.keys(), ...onWords.keys()])]
    .map((product) => ({ product, image: onPictures.get(product), text: onWords.get(product) }))
    .sort((a, b) => sum(b) - sum(a) || a.product - b.product)
    .slice(0, count);
}

/** The strongest firings of one channel, one of a product. */
export function topOfChannel(
  survey: Survey,
  firings: readonly Firing[],
  channel: Channel,
  count: number,
): Firing[] {
  const own = firings.filter(({ atom }) => survey.atoms[atom]?.channel === channel);
  return [...firstOfProduct(survey, own).values()].slice(0, count);
}

function firstOfProduct(survey: Survey, firings: readonly Firing[]): Map<number, Firing> {
  const found = new Map<number, Firing>();
  for (const firing of firings) {
    const product = survey.atoms[firing.atom]?.product;
    if (product !== undefined && !found.has(product)) found.set(product, firing);
  }
  return found;
}

function sum({ image, text }: TopProduct): number {
  return (image?.activation ?? 0) + (text?.activation ?? 0);
}
