import { createHash } from 'node:crypto';
import { norm, type ServedEncoder, type VectorStore } from '#encoder';
import { NeuronDictionary, type Code, type Neuron } from '../dictionary.js';
import { confidenceOf, measuredKey, type Confidences, type Measured } from './confidence.js';
import { SparseCoder, type SparsenessLimits } from './sparse-coder.js';
import { phrasesOf, type Term } from './vocabulary.js';

/** Measured in docs/neurons.md. */
export const wordLimits: SparsenessLimits = { mostActive: 12, leastActivation: 0.1 };

const textsPerBatch = 128;

/**
 * The dictionary of words (neurons.md, section 7): each neuron stands for one term of the vocabulary, its direction
 * the mean of the served vectors of the term's phrases. It needs no training, so it fits any encoder at once.
 */
export class WordDictionary extends NeuronDictionary {
  readonly kind = 'words';
  private readonly coder: SparseCoder;
  private readonly neurons: readonly Neuron[];

  constructor(
    readonly id: string,
    terms: readonly Term[],
    directions: readonly Float32Array[],
    measured: Measured | undefined,
  ) {
    super();
    this.coder = new SparseCoder(directions, wordLimits);
    this.neurons = terms.map((term, id) => ({
      id,
      name: term.term,
      facet: term.facet,
      confidence: confidenceOf(term, measured),
      sensitive: term.sensitive,
    }));
  }

  /** Encodes the vocabulary, or finds its vectors stored. */
  static async load(
    encoder: ServedEncoder,
    store: VectorStore,
    terms: readonly Term[],
    confidences: Confidences,
  ): Promise<WordDictionary> {
    const directions = await wordDirections(encoder, store, terms);
    const measured = confidences.models[measuredKey(encoder)];
    return new WordDictionary(dictionaryId(encoder, terms), terms, directions, measured);
  }

  get size(): number {
    return this.coder.size;
  }

  /** Pictures and texts alike: their vectors are centred into one space. */
  code(vector: Float32Array): Code {
    return this.coder.code(vector);
  }

  remainder(vector: Float32Array, code: Code): Float32Array {
    const open = Float64Array.from(vector);
    code.neurons.forEach((neuron, i) => {
      const direction = this.direction(neuron);
      const activation = code.activations[i] ?? 0;
      for (let j = 0; j < open.length; j += 1) open[j] = (open[j] ?? 0) - activation * (direction[j] ?? 0);
    });
    return Float32Array.from(open);
  }

  direction(neuron: number): Float32Array {
    this.neuron(neuron);
    return this.coder.direction(neuron);
  }

  neuron(id: number): Neuron {
    const neuron = this.neurons[id];
    if (!neuron) throw new RangeError(`there is no neuron ${id} among ${this.size}`);
    return neuron;
  }
}

/** Changes with everything that a code depends on: vocabulary, model, means and limits. */
function dictionaryId(encoder: ServedEncoder, terms: readonly Term[]): string {
  const parts = [
    encoder.model,
    encoder.centringId,
    wordLimits,
    terms.map((term) => [term.facet, ...phrasesOf(term)]),
  ];
  return `words/${sha256(JSON.stringify(parts)).slice(0, 12)}/${encoder.model}`;
}

/** d[k], in the order of the terms: the unit mean of the served vectors of each term's phrases. */
export async function wordDirections(
  encoder: ServedEncoder,
  store: VectorStore,
  terms: readonly Term[],
): Promise<Float32Array[]> {
  const phrases = terms.map(phrasesOf);
  const vectors = await phraseVectors(encoder, store, [...new Set(phrases.flat())]);
  return phrases.map((own) => {
    const mean = new Float32Array(encoder.dimension);
    for (const phrase of own) vectors.get(phrase)?.forEach((x, j) => (mean[j] = (mean[j] ?? 0) + x));
    const length = norm(mean);
    return length > 0 ? mean.map((x) => x / length) : mean;
  });
}

async function phraseVectors(
  encoder: ServedEncoder,
  store: VectorStore,
  phrases: readonly string[],
): Promise<Map<string, Float32Array>> {
  const hashes = new Map(phrases.map((phrase) => [phrase, sha256(phrase)]));
  const stored = await store.get('text', [...hashes.values()]);
  const missing = phrases.filter((phrase) => !stored.has(hashes.get(phrase) ?? ''));
  for (let start = 0; start < missing.length; start += textsPerBatch) {
    const batch = missing.slice(start, start + textsPerBatch);
    const encoded = await encoder.texts(batch);
    const fresh = new Map(
      batch.flatMap((phrase, i) => {
        const vector = encoded[i];
        return vector ? [[hashes.get(phrase) ?? '', vector] as const] : [];
      }),
    );
    await store.put('text', fresh);
    for (const [hash, vector] of fresh) stored.set(hash, vector);
  }
  return new Map(
    phrases.flatMap((phrase) => {
      const vector = stored.get(hashes.get(phrase) ?? '');
      return vector ? [[phrase, vector] as const] : [];
    }),
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
