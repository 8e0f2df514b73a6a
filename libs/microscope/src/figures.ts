import type { NeuronFigures } from '#neurons';
import type { Survey } from './survey.js';

/** How often each neuron fires, and on how many products with its picture and its words: of one pass over a survey. */
export function figuresOf(survey: Survey): NeuronFigures[] {
  const sides = survey.products.map(() => ({ image: false, text: false }));
  survey.atoms.forEach(({ product }, atom) => {
    const own = sides[product];
    if (own) own[survey.modality(atom)] = true;
  });
  return Array.from({ length: survey.size }, (_, neuron) => figuresOfNeuron(survey, neuron, sides));
}

function figuresOfNeuron(
  survey: Survey,
  neuron: number,
  sides: readonly { readonly image: boolean; readonly text: boolean }[],
): NeuronFigures {
  const fires = { image: 0, text: 0 };
  const products = { image: new Set<number>(), text: new Set<number>() };
  for (const atom of survey.of(neuron).atoms) {
    const modality = survey.modality(atom);
    const product = survey.atoms[atom]?.product ?? -1;
    fires[modality] += 1;
    // Where a product has no picture, or no words, the two can't agree.
    if (sides[product]?.image && sides[product].text) products[modality].add(product);
  }
  const both = [...products.image].filter((product) => products.text.has(product)).length;
  return { fires, either: products.image.size + products.text.size - both, both };
}
