import { namingBar, type Neuron, type NeuronDictionary } from '#neurons';

/** Whether a neuron may be named to a shopper: a sure name, not about people, not kept out by a person. */
export function isSpeakable(neuron: Neuron): neuron is Neuron & { readonly name: string } {
  return (
    neuron.name !== null &&
    !neuron.sensitive &&
    neuron.confidence >= namingBar &&
    !neuron.hidden &&
    neuron.excludedFrom === undefined
  );
}

/** All neurons of a dictionary that may be named to a shopper. */
export function speakableNeurons(dictionary: NeuronDictionary): (Neuron & { readonly name: string })[] {
  return Array.from({ length: dictionary.size }, (_, id) => dictionary.neuron(id)).filter(isSpeakable);
}
