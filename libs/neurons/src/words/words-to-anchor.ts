import { namingBar } from '../dictionary.js';
import type { WordDictionary } from './word-dictionary.js';

/**
 * Directions of the words that units of a fit are held at: those whose names are sure enough to show; all, where
 * none was measured for the encoder.
 */
export function wordsToAnchor(words: WordDictionary): Float32Array[] {
  const all = Array.from({ length: words.size }, (_, word) => word);
  const sure = all.filter((word) => words.neuron(word).confidence >= namingBar);
  return (sure.length > 0 ? sure : all).map((word) => words.direction(word));
}
