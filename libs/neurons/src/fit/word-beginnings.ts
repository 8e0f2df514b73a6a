import { SparseCoder } from '../words/sparse-coder.js';
import { wordLimits } from '../words/word-dictionary.js';
import {
  initialParameters,
  normaliseRows,
  sides,
  type FitSettings,
  type Pairs,
  type Parameters,
} from './parameters.js';

/** Pairs that are coded to see which words the catalogue needs. */
const codedPairs = 4_000;

/**
 * Units that begin as the words which explain most of the pairs, the strongest first, so that broad ones fall into the
 * first groups; the others begin as random sides of pairs. Where words begin, fits of different seeds end in mostly the
 * same units, which random beginnings don't (ADR 11).
 *
 * @param words unit directions of terms
 * @returns the parameters, and how many of the first units are words: fewer than asked for where fewer fire
 */
export function wordBeginnings(
  pairs: Pairs,
  { units, words: most }: Pick<FitSettings, 'units' | 'words'>,
  words: readonly Float32Array[],
  random: () => number,
): { readonly parameters: Parameters; readonly anchored: number } {
  const { dimension } = pairs;
  const parameters = initialParameters(pairs, units, random);
  const strongest = strongestWords(pairs, words).slice(0, Math.min(most, units));
  strongest.forEach((word, k) => parameters.encoder.set(words[word] ?? [], k * dimension));
  normaliseRows(parameters.encoder, dimension);
  for (const side of sides) parameters.decoders[side].set(parameters.encoder);
  return { parameters, anchored: strongest.length };
}

/** Words that fire for evenly spaced pairs, by the sum of their activations. */
function strongestWords({ count, dimension, ...vectors }: Pairs, words: readonly Float32Array[]): number[] {
  const coder = new SparseCoder(words, wordLimits);
  const sums = new Map<number, number>();
  const step = Math.max(1, Math.floor(count / codedPairs));
  for (let row = 0; row < count; row += step)
    for (const side of sides) {
      const { neurons, activations } = coder.code(
        vectors[side].subarray(row * dimension, (row + 1) * dimension),
      );
      neurons.forEach((word, i) => sums.set(word, (sums.get(word) ?? 0) + (activations[i] as number)));
    }
  return [...sums.keys()].sort((a, b) => (sums.get(b) ?? 0) - (sums.get(a) ?? 0) || a - b);
}
