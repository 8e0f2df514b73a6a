import type { Facet, NeuronName } from '../api/types';

export const facets: readonly Facet[] = [
  'category',
  'colour',
  'material',
  'pattern',
  'style',
  'occasion',
  'part',
  'fit',
  'finish',
  'use',
];

/** The facet's colour, the same on every page. */
export function facetColour(facet: Facet | null): string {
  return `var(--facet-${facet ?? 'none'})`;
}

export type Sureness = 'sure' | 'likely' | 'unsure';

/** How sure a neuron's name is, as a word. */
export function sureness(confidence: number): Sureness {
  if (confidence >= 0.8) return 'sure';
  return confidence >= 0.5 ? 'likely' : 'unsure';
}

/** What a neuron is called before shoppers: one without a sure name by its facet. */
export function shopperName({ name, facet }: Pick<NeuronName, 'name' | 'facet'>): string {
  return name ?? (facet === null ? 'something without a name' : `${facet} without a sure name`);
}

/** What a neuron is called before people who look at numbers; one without a sure name by its number. */
export function neuronName({ name, id }: Pick<NeuronName, 'name' | 'id'>): string {
  return name ?? `unnamed pattern ${id}`;
}
