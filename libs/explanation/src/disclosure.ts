import { namingBar, type Neuron, type NeuronDictionary } from '#neurons';
import type { ExplainLevel } from './contract.js';

/**
 * Who may be told which name. All answers ask here but the pages of neurons themselves (/v1/neurons), where names are
 * corrected: they show everything.
 */

type Named = Pick<Neuron, 'name' | 'localName' | 'confidence' | 'sensitive' | 'hidden'>;

/**
 * The name that a level is told: one that a person hid is told to nobody; one that is not sure enough, or touches
 * people, not to shoppers; one that is not sure enough not to merchants either.
 */
export function toldName(neuron: Named, level: ExplainLevel): string | null {
  const withheld =
    neuron.hidden ||
    (level !== 'expert' && (neuron.confidence < namingBar || (level === 'shopper' && neuron.sensitive)));
  return withheld ? null : (neuron.localName ?? neuron.name);
}

/** Whether a level is told a name. */
export function isTold(neuron: Named, level: ExplainLevel): boolean {
  return toldName(neuron, level) !== null;
}

/** Whether people let it be given as a reason, for or against. */
export function isReasonable({ hidden, excludedFrom }: Pick<Neuron, 'hidden' | 'excludedFrom'>): boolean {
  return !hidden && excludedFrom === undefined;
}

/** Whether a shopper may be given it as a reason, or asked for it, by name. */
export function isSpeakable(neuron: Neuron): neuron is Neuron & { readonly name: string } {
  return neuron.name !== null && isTold(neuron, 'shopper') && isReasonable(neuron);
}

/** All neurons of a dictionary that a shopper may be asked for by name. */
export function speakableNeurons(dictionary: NeuronDictionary): (Neuron & { readonly name: string })[] {
  return Array.from({ length: dictionary.size }, (_, id) => dictionary.neuron(id)).filter(isSpeakable);
}
