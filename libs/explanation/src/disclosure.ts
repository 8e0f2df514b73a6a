import { namingBar, type Neuron, type NeuronDictionary } from '#neurons';
import type { ExplainLevel } from './contract.js';

/**
 * Who may read which name. Every answer asks here, except the pages of neurons (/v1/neurons), where names are corrected:
 * they show everything.
 */

type Named = Pick<Neuron, 'name' | 'localName' | 'confidence' | 'sensitive' | 'hidden'>;

/**
 * The name that a level may read, or null. Nobody reads a name that a person hid. Shoppers read no name that is unsure or
 * touches people; merchants no name that is unsure.
 */
export function disclosedName(neuron: Named, level: ExplainLevel): string | null {
  const withheld =
    neuron.hidden ||
    (level !== 'expert' && (neuron.confidence < namingBar || (level === 'shopper' && neuron.sensitive)));
  return withheld ? null : (neuron.localName ?? neuron.name);
}

/** Whether a level may read a name. */
export function isDisclosed(neuron: Named, level: ExplainLevel): boolean {
  return disclosedName(neuron, level) !== null;
}

/** Whether people let it be given as a reason, for or against. */
export function isReasonable({ hidden, excludedFrom }: Pick<Neuron, 'hidden' | 'excludedFrom'>): boolean {
  return !hidden && excludedFrom === undefined;
}

/** Whether a shopper may be given it as a reason, or asked for it, by name. */
export function isSpeakable(neuron: Neuron): neuron is Neuron & { readonly name: string } {
  return neuron.name !== null && isDisclosed(neuron, 'shopper') && isReasonable(neuron);
}

/** All neurons of a dictionary that a shopper may be asked for by name. */
export function speakableNeurons(dictionary: NeuronDictionary): (Neuron & { readonly name: string })[] {
  return Array.from({ length: dictionary.size }, (_, id) => dictionary.neuron(id)).filter(isSpeakable);
}
