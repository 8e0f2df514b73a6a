import type { QueryNeuron } from '../api/types';
import type { AskedWords } from '../explanation/evidence/evidence';

/** The words asked for, and which part of the query fired each neuron. */
export function askedWords(text: string, neurons: readonly QueryNeuron[]): AskedWords {
  const words = text.trim();
  return {
    text: words === '' ? null : words,
    modalityOf: (neuron) => {
      // Words and dials count with the directions of text; liked products have both modalities at once.
      const modalities = new Set(
        neurons
          .filter(({ id }) => id === neuron)
          .map(({ source }) => {
            if (source === 'image') return 'image';
            return source === 'like' || source === 'unlike' ? null : 'text';
          }),
      );
      const [only = null] = modalities;
      return modalities.size === 1 ? only : null;
    },
  };
}
