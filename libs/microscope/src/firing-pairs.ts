import type { FiringPair } from './pair-test.js';
import type { Survey } from './survey.js';

/** The first picture and the first passage of every product that has both, and how strongly a neuron fires for them. */
export function firingPairs(survey: Survey, neuron: number): FiringPair[] {
  const fires = new Map<number, number>();
  const { atoms, activations } = survey.of(neuron);
  atoms.forEach((atom, i) => fires.set(atom, activations[i] ?? 0));
  const first = { image: new Map<number, number>(), description: new Map<number, number>() };
  survey.atoms.forEach(({ product, channel }, atom) => {
    if (channel !== 'reviews' && !first[channel].has(product)) first[channel].set(product, atom);
  });
  return survey.products.flatMap(({ category }, product) => {
    const image = first.image.get(product);
    const text = first.description.get(product);
    if (image === undefined || text === undefined) return [];
    return [{ image: fires.get(image) ?? 0, text: fires.get(text) ?? 0, category: category.join('\u0000') }];
  });
}
