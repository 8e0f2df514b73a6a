import { Tokenizer } from '@huggingface/tokenizers';

/** The part of the tokenizer that is used. */
export interface LoadedTokenizer {
  encode(text: string, options?: { add_special_tokens?: boolean }): { readonly ids: number[] };
}

/** @param definition the parsed tokenizer.json */
export function loadTokenizer(definition: object): LoadedTokenizer {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-call -- the package's own types don't resolve under Node.js module rules
  return new Tokenizer(definition, {}) as LoadedTokenizer;
}
