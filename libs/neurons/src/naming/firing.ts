import type { Modality } from '#encoder';
import { sides } from '../fit/parameters.js';
import type { CodedProduct } from './name-units.js';

/** Of one unit, by modality: which products it fires for, and how strongly. */
export type Firing = Readonly<Record<Modality, ReadonlyMap<number, number>>>;

/** Of each unit, by modality: which products it fires for, and how strongly. */
export function firingByUnit(products: readonly CodedProduct[], units: number): Firing[] {
  const firing = Array.from({ length: units }, () => ({
    image: new Map<number, number>(),
    text: new Map<number, number>(),
  }));
  products.forEach(({ codes }, product) => {
    for (const side of sides)
      codes[side]?.neurons.forEach((unit, i) =>
        firing[unit]?.[side].set(product, codes[side]?.activations[i] as number),
      );
  });
  return firing;
}
