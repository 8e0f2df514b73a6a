import { createHash } from 'node:crypto';
import type { Embedder, VectorStore } from '#encoder';
import { longestTerm, nameForm, nameForms } from './mentioned-terms.js';
import { remainderOf } from '../remainder.js';
import { leastActive, NeuronDictionary, type Code, type Neuron } from '../dictionary.js';
import { confidenceOf, measuredKey, termKey, type Confidences, type Measured } from './confidence.js';
import { packDirections, readShippedDirections, unpackDirections } from './shipped-directions.js';
import { SparseCoder, type SparsenessLimits } from './sparse-coder.js';
import { phrasesOf, type Term } from './vocabulary.js';

/** Chosen by tools/lab/neurons/words/evaluate.ts: docs/figures/neurons.md. */
export const wordLimits: SparsenessLimits = { mostActive: 12, leastActivation: leastActive };

/** A name that was not measured must explain this much more than a measured one to be chosen before it. */
const preferenceOfUnmeasured = 0.75;

const textsPerBatch = 128;

/**
 * The dictionary of words (docs/neurons.md, section 7): each neuron stands for one term of the vocabulary, its direction
 * what the term adds to the centred vectors of phrases. It needs no training, so it fits any encoder at once.
 */
export class WordDictionary extends NeuronDictionary {
  readonly kind = 'words';
  private readonly coder: SparseCoder;
  private readonly neurons: readonly Neuron[];
  private readonly ids = new Map<string, number>();

  constructor(
    readonly id: string,
    private readonly terms: readonly Term[],
    directions: readonly Float32Array[],
    measured: Measured | undefined,
  ) {
    super();
    this.coder = new SparseCoder(directions, wordLimits, measured && preferences(terms, measured));
    this.neurons = terms.map((term, id) => ({
      id,
      name: term.term,
      facet: term.facet,
      confidence: confidenceOf(term, measured),
      sensitive: term.sensitive,
      ...supportOf(term, measured),
    }));
    // A word that stands for several terms names the first; a term's own name goes before others' synonyms.
    for (const words of [(term: Term) => [term.term], (term: Term) => term.synonyms])
      terms.forEach((term, id) => {
        for (const form of words(term).map(nameForm)) if (!this.ids.has(form)) this.ids.set(form, id);
      });
  }

  /** Takes the shipped directions where they are of this model, else encodes the vocabulary or finds its vectors stored. */
  static async load(
    encoder: Embedder,
    store: VectorStore,
    terms: readonly Term[],
    confidences: Confidences,
  ): Promise<WordDictionary> {
    const directions =
      (await readShippedDirections(directionsKey(encoder, terms), encoder.dimension)) ??
      (await wordDirections(encoder, store, terms));
    const measured = confidences.models[measuredKey(encoder)];
    return new WordDictionary(dictionaryId(encoder, terms, measured), terms, directions, measured);
  }

  get size(): number {
    return this.coder.size;
  }

  /** Which words of a text are terms of the vocabulary that have other names too. */
  synonymsIn(text: string): { readonly words: string; readonly others: readonly string[] }[] {
    return this.termsIn(text).flatMap(({ words, neuron }) => {
      const others = this.namesOf(neuron).filter((name) => nameForm(name) !== nameForm(words));
      return others.length > 0 ? { words, others } : [];
    });
  }

  /** Which words of a text are terms of the vocabulary, in their order; of terms within one another the longest. */
  termsIn(text: string): { readonly words: string; readonly neuron: number }[] {
    const tokens = [...text.matchAll(/[\p{L}\p{N}]+/gu)];
    const found: { words: string; neuron: number }[] = [];
    for (let from = 0; from < tokens.length;) {
      let length = Math.min(longestTerm, tokens.length - from);
      for (; length > 0; length -= 1) {
        const last = tokens[from + length - 1];
        const words = text.slice(tokens[from]?.index, (last?.index ?? 0) + (last?.[0].length ?? 0));
        const neuron = this.named(words);
        if (neuron === undefined) continue;
        found.push({ words, neuron });
        break;
      }
      from += Math.max(1, length);
    }
    return found;
  }

  /**
   * Every name that a text says, as {@link nameForm} writes it: its own words, up to {@link longestTerm} in a row, and
   * where these are another name of a term ("navy blue"), the term's.
   */
  namesIn(text: string): Set<string> {
    const said = new Set<string>();
    for (const form of nameForms(text)) {
      said.add(form);
      const neuron = this.ids.get(form);
      if (neuron !== undefined) said.add(nameForm(this.terms[neuron]?.term ?? ''));
    }
    return said;
  }

  /** The term's phrase, said of a thing: "a red mug"; for a category what it is itself: "a mug". */
  phrase(neuron: number, thing: string): string {
    const { phrase = '' } = this.terms[neuron] ?? {};
    return phrase.replace('product', thing);
  }

  private namesOf(neuron: number): string[] {
    const term = this.terms[neuron];
    return term ? [term.term, ...term.synonyms] : [];
  }

  /** The neuron of the term that these words are, in one or several numbers; undefined where they are none. */
  named(words: string): number | undefined {
    return this.ids.get(nameForm(words));
  }

  /** Pictures and texts alike: their vectors are centred into one space. */
  code(vector: Float32Array): Code {
    return this.coder.code(vector);
  }

  remainder(vector: Float32Array, code: Code): Float32Array {
    return remainderOf(this, vector, code, 'text');
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

/** A word's neuron is named by its word alone. */
function supportOf(term: Term, measured: Measured | undefined): Pick<Neuron, 'evidence'> {
  const found = measured?.terms[termKey(term)];
  if (!found) return {};
  return { evidence: { witnesses: ['vocabulary'], image: found.image, text: found.text } };
}

/** Changes with everything that a code depends on: vocabulary, model, means and limits. */
function dictionaryId(encoder: Embedder, terms: readonly Term[], measured: Measured | undefined): string {
  const parts = [directionsKey(encoder, terms), wordLimits, measured ? preferences(terms, measured) : []];
  return `words/${sha256(JSON.stringify(parts)).slice(0, 12)}/${encoder.model}`;
}

/** Changes with everything that the directions depend on: model, means and vocabulary. */
export function directionsKey(
  encoder: Pick<Embedder, 'model' | 'centringId'>,
  terms: readonly Term[],
): string {
  const phrases = terms.map((term) => [term.facet, term.term, phrasesOf(term)]);
  return sha256(JSON.stringify([encoder.model, encoder.centringId, phrases]));
}

function preferences(terms: readonly Term[], measured: Measured): number[] {
  return terms.map((term) => (measured.terms[termKey(term)] ? 1 : preferenceOfUnmeasured));
}

/**
 * d[k], in the order of the terms: the unit difference of the means of the centred vectors of its phrases
 * with and without it.
 */
export async function wordDirections(
  encoder: Embedder,
  store: VectorStore,
  terms: readonly Term[],
): Promise<Float32Array[]> {
  const phrases = terms.map(phrasesOf);
  const all = new Set(phrases.flatMap((own) => [...own.with, ...own.without]));
  const vectors = await phraseVectors(encoder, store, [...all]);
  const directions = phrases.map((own) => {
    const direction = new Float32Array(encoder.dimension);
    const add = (some: readonly string[], sign: number): void => {
      for (const phrase of some)
        vectors
          .get(phrase)
          ?.forEach((x, j) => (direction[j] = (direction[j] ?? 0) + (sign * x) / some.length));
    };
    add(own.with, 1);
    add(own.without, -1);
    return direction;
  });
  // As they are shipped, so that a dictionary is the same whether its directions were shipped or encoded here.
  return unpackDirections(packDirections(directions), encoder.dimension);
}

async function phraseVectors(
  encoder: Embedder,
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
