import { ProblemError } from '#platform';
import type { NeuronAnswer, ShownNeuron } from './contract.js';
import type { CorrectedDictionary } from './corrections/corrected-dictionary.js';

/** @throws {ProblemError} 404 for a number that no neuron has. */
export function knownNeuron(dictionary: { readonly size: number }, id: number): number {
  if (id < dictionary.size) return id;
  throw ProblemError.notFound('neuron', String(id), `give a number from 0 to ${dictionary.size - 1}`);
}

/** A neuron as lists show it: to merchants and experts, who see hidden names too. */
export function shownNeuron(dictionary: CorrectedDictionary, id: number): ShownNeuron {
  const { name, localName, facet, confidence, sensitive, hidden, excludedFrom } = dictionary.neuron(id);
  const { mergedInto, name: given } = dictionary.corrections.of(id);
  return {
    id,
    name: localName ?? name,
    facet,
    confidence,
    sensitive,
    hidden: hidden ?? false,
    mergedInto,
    excludedFrom: excludedFrom ?? 'nothing',
    namedBy: given ? { by: 'person', author: given.author, at: given.at } : { by: 'measured' },
  };
}

/** A neuron with all that is known of it. */
export function neuronPage(dictionary: CorrectedDictionary, id: number): NeuronAnswer {
  const { name, facet, confidence, sensitive, evidence } = dictionary.measured.neuron(id);
  return {
    ...shownNeuron(dictionary, id),
    dictionary: dictionary.id,
    measured: {
      name,
      facet,
      confidence,
      sensitive,
      evidence: evidence
        ? {
            witnesses: [...evidence.witnesses],
            image: evidence.image ?? null,
            text: evidence.text ?? null,
          }
        : null,
    },
    names: Object.fromEntries(dictionary.localNames(id)),
    members: [...dictionary.corrections.membersOf(id)],
    release: dictionary.corrections.of(id).release,
  };
}
