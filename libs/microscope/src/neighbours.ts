import { dot, type Modality } from '#encoder';
import type { NeuronDictionary } from '#neurons';

export interface Neighbour {
  readonly neuron: number;
  /** Of the directions, which are of unit length; -1..1. */
  readonly cosine: number;
}

/** The neurons whose directions in a modality are closest to this one's, the closest first. */
export function neighbours(
  dictionary: NeuronDictionary,
  neuron: number,
  modality: Modality,
  count: number,
): Neighbour[] {
  const own = dictionary.direction(neuron, modality);
  return Array.from({ length: dictionary.size }, (_, other) => ({
    neuron: other,
    cosine: other === neuron ? -Infinity : dot(own, dictionary.direction(other, modality)),
  }))
    .sort((a, b) => b.cosine - a.cosine || a.neuron - b.neuron)
    .slice(0, Math.min(count, dictionary.size - 1));
}
