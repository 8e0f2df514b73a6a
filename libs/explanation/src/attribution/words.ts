import { dot } from '#encoder';

/** A word of a text by its character offsets, `end` not included. */
export interface Word {
  readonly start: number;
  readonly end: number;
}

/** What a word does for a neuron: d . v of the whole text less d . v of the text without the word. */
export interface WordEffect extends Word {
  readonly word: string;
  readonly effect: number;
}

const segments = new Intl.Segmenter('en', { granularity: 'word' });

/** The words of a text in order; parts joined by a hyphen or a slash ("T-shirt", "red/blue") are one. */
export function wordsOf(text: string): Word[] {
  const words: { start: number; end: number }[] = [];
  for (const { segment, index, isWordLike } of segments.segment(text)) {
    if (isWordLike !== true) continue;
    const last = words.at(-1);
    const end = index + segment.length;
    if (last && /^[-\u2010\u2011/]$/.test(text.slice(last.end, index))) last.end = end;
    else words.push({ start: index, end });
  }
  return words;
}

/** The text without one word, and without the gap that this leaves. */
export function withoutWord(text: string, { start, end }: Word): string {
  const before = text.slice(0, start);
  const after = text.slice(end);
  return (/\s$/.test(before) ? before + after.trimStart() : before + after).trim();
}

/**
 * Leave-one-out, exact: every effect is the difference of two encodings. Words from the `contextLength`-th on are past
 * what the encoder reads, since each word is at least one token: taking one out changes nothing, and its effect is 0.
 *
 * @param direction d
 * @param encode centred vectors of texts, in order
 */
export async function wordEffects(
  text: string,
  direction: Float32Array,
  contextLength: number,
  encode: (texts: readonly string[]) => Promise<readonly Float32Array[]>,
): Promise<{ projection: number; words: WordEffect[] }> {
  const words = wordsOf(text);
  const read = words.slice(0, contextLength);
  const [whole, ...rest] = await encode([text, ...read.map((word) => withoutWord(text, word))]);
  const projection = whole ? dot(direction, whole) : 0;
  return {
    projection,
    words: words.map((word, at) => {
      const left = rest[at];
      // What is left of a text of one word says nothing, and nothing matches nothing.
      const without = left === undefined ? projection : words.length === 1 ? 0 : dot(direction, left);
      return { ...word, word: text.slice(word.start, word.end), effect: projection - without };
    }),
  };
}
