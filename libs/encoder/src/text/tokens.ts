import type { EncoderManifest } from '../encoder.js';
import { cleaned } from './clean.js';
import { loadTokenizer, type LoadedTokenizer } from './load-tokenizer.js';

/** Texts as the text tower reads them: [rows, length] ids, and 1 where a token is real. */
export interface TokenBatch {
  readonly ids: BigInt64Array;
  readonly mask: BigInt64Array;
  readonly rows: number;
  readonly length: number;
}

// No vocabulary in use has longer tokens; cutting early keeps a text of a megabyte cheap.
const charactersPerToken = 100;

/** A model's own tokenizer, cut to its context and padded as its manifest says. */
export class TextTokens {
  private readonly tokenizer: LoadedTokenizer;
  /** Special tokens that close every text (CLIP's end-of-text); they survive a cut. */
  private readonly closing: readonly number[];

  /** @param definition the parsed tokenizer.json */
  constructor(
    definition: object,
    private readonly text: EncoderManifest['text'],
  ) {
    this.tokenizer = loadTokenizer(definition);
    const bare = this.tokenizer.encode('a', { add_special_tokens: false }).ids;
    const whole = this.tokenizer.encode('a').ids;
    const opening = whole.indexOf(bare[0] ?? -1);
    this.closing = opening < 0 ? [] : whole.slice(opening + bare.length);
  }

  /** The ids of one text, at most `contextLength`. */
  ids(text: string): number[] {
    const { contextLength, lowercase, clean } = this.text;
    // Half of a surrogate pair has no bytes to tokenize.
    const whole = cleaned(text.slice(0, contextLength * charactersPerToken).toWellFormed(), clean);
    const { ids } = this.tokenizer.encode(lowercase ? whole.toLowerCase() : whole);
    if (ids.length <= contextLength) return ids;
    return [...ids.slice(0, contextLength - this.closing.length), ...this.closing];
  }

  /** Several texts, padded to the longest of them or to the whole context. */
  batch(texts: readonly string[]): TokenBatch {
    const all = texts.map((text) => this.ids(text));
    const longest = Math.max(1, ...all.map((ids) => ids.length));
    const length = this.text.pad === 'max' ? this.text.contextLength : longest;
    const rows = texts.length;
    const ids = new BigInt64Array(rows * length).fill(BigInt(this.text.padId));
    const mask = new BigInt64Array(rows * length);
    all.forEach((row, r) => {
      row.forEach((id, i) => {
        ids[r * length + i] = BigInt(id);
        mask[r * length + i] = 1n;
      });
    });
    return { ids, mask, rows, length };
  }
}
