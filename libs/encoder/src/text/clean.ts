import type { EncoderManifest } from '../encoder.js';

// Characters that only look different: curly quotes, ligatures and full-width forms (what ftfy.fix_text repairs).
const singleQuotes = /[\u02bc\u2018-\u201b]/g;
const doubleQuotes = /[\u201c-\u201f]/g;
const lookAlikes = /[\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3\ufb00-\ufb06\u3000\uff01-\uffef]/g;
const asciiPunctuation = /[!-/:-@[-`{-~]/g;
// The tokenizer package takes SigLIP's emoji joiner for a space; the reference leaves it, a character it doesn't know.
const joiner = '\u200d';
const unknown = '\ue000';
// What Python's str.split() takes for white space; \s has a byte order mark, and not the separators.
const whiteSpace = /[\s\u001c-\u001f\u0085]+/g;

/**
 * A text as the models' authors clean it before their tokenizer (open_clip's basic_clean and whitespace_clean, and for
 * SigLIP canonicalize_text): published tokenizer.json files leave that to the caller. HTML entities and wrongly decoded
 * bytes stay as they are.
 */
export function cleaned(text: string, how: EncoderManifest['text']['clean']): string {
  if (how === null) return text;
  const plain = text
    // Before the quotes: the look-alike \u0149 holds a curly one.
    .replace(lookAlikes, (character) => character.normalize('NFKC'))
    .replace(singleQuotes, "'")
    .replace(doubleQuotes, '"')
    .normalize('NFC');
  const words =
    how === 'siglip'
      ? plain.replaceAll('_', ' ').replace(asciiPunctuation, '').replaceAll(joiner, unknown)
      : plain;
  return words.replace(whiteSpace, ' ').trim().toLowerCase();
}
