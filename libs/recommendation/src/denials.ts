/** A term that a text says is not wanted. */
export interface DeniedTerm {
  /** As the text writes it. */
  readonly words: string;
  /** The neuron of the dictionary of words that stands for it. */
  readonly neuron: number;
}

/** A query's words, split into what is wanted and what is denied. */
export interface ReadWords {
  /** The text without its denials; empty where it denies only. */
  readonly wanted: string;
  readonly denied: readonly DeniedTerm[];
}

/** The neuron that a term's words name; undefined where they are no term of the vocabulary. */
export type TermNeuron = (words: string) => number | undefined;

const cue =
  /[\s,;]*(?<![\p{L}\p{N}-])(?:but\s+)?(?:(?:(?:(?:that|which|who)(?:\s+(?:is|are)|['’]s)?|is|are)\s+)?(?:not|isn['’]t|aren['’]t)|(?<strict>without|no|except(?:\s+for)?|other\s+than|anything\s+but))\s+/giu;
const filler = /^(?:(?:in|made\s+of|made\s+from|of|with|any|an?|the)\s+)+/iu;
const next = /^(?:\s*,\s*(?:(?:and|or|nor)\s+)?|\s+(?:and|or|nor)\s+)(?:(?:not|no|without)\s+)?/iu;
const word = /^[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/u;
/** What may follow "without" and "no": a denied term that goes on ("no iron shirt") is not understood. */
const ending = /^\s*(?:$|[,;.!?)]|(?:but|and|or|nor|for|with|in|on|at|to|please)(?![\p{L}\p{N}]))/iu;
/** "in any colour except": says nothing once the exception is taken out. */
const anyValue =
  /(?:\s+in|\s+of)?\s+any\s+(?:other\s+)?(?:colou?rs?|materials?|patterns?|styles?|kinds?|shapes?)$/iu;
const longestTerm = 3;

/**
 * Tells what a text denies: "headphones, not red", "couch but no leather", "trousers in any colour except navy". An
 * encoder hears "red", "leather" and "navy" in these. English only; a denial is read only where it is followed by
 * terms of the vocabulary, and where the vocabulary knows the denial as a term of its own ("no sleeves") the encoder
 * is left to hear it. Anything else stays as it was written.
 */
export function readDenials(text: string, neuronOf: TermNeuron): ReadWords {
  const denied: DeniedTerm[] = [];
  let wanted = '';
  let from = 0;
  for (const found of text.matchAll(cue)) {
    if (found.index < from) continue;
    const begin = found.index + found[0].length;
    const terms = deniedTerms(text.slice(begin), neuronOf, found.groups?.strict !== undefined);
    if (!terms) continue;
    denied.push(...terms.denied);
    wanted += text.slice(from, found.index).replace(anyValue, '');
    from = begin + terms.length;
  }
  if (denied.length === 0) return { wanted: text, denied };
  return { wanted: tidied(wanted + text.slice(from)), denied };
}

/** The terms at the beginning of a text, joined by "or", "and" or commas; undefined where there are none. */
function deniedTerms(
  text: string,
  neuronOf: TermNeuron,
  strict: boolean,
): { readonly denied: DeniedTerm[]; readonly length: number } | undefined {
  const denied: DeniedTerm[] = [];
  let end = 0;
  for (let at = 0; ;) {
    at += filler.exec(text.slice(at))?.[0].length ?? 0;
    const term = termAt(text.slice(at), neuronOf, strict);
    if (!term) break;
    denied.push(term);
    end = at + term.words.length;
    const joined = next.exec(text.slice(end));
    if (!joined) break;
    at = end + joined[0].length;
  }
  return denied.length > 0 ? { denied, length: end } : undefined;
}

/** The longest term that the text begins with. */
function termAt(text: string, neuronOf: TermNeuron, strict: boolean): DeniedTerm | undefined {
  const ends: number[] = [];
  for (let at = 0; ends.length < longestTerm;) {
    const length = word.exec(text.slice(at))?.[0].length;
    if (length === undefined) break;
    ends.push(at + length);
    if (text[at + length] !== ' ') break;
    at += length + 1;
  }
  for (const end of ends.reverse()) {
    const words = text.slice(0, end);
    const neuron = neuronOf(words);
    if (neuron === undefined || neuronOf(`no ${words}`) !== undefined) continue;
    if (!strict || ending.test(text.slice(end))) return { words, neuron };
  }
  return undefined;
}

function tidied(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(/\s+(?=[,;.!?])/gu, '')
    .replace(/^[\s,;]+|[\s,;]+$/gu, '');
}
