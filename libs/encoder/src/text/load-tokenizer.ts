import { Tokenizer } from '@huggingface/tokenizers';

/** The part of the tokenizer that is used. */
export interface LoadedTokenizer {
  encode(text: string, options?: { add_special_tokens?: boolean }): { readonly ids: number[] };
}

// The package's own types import files without their endings, which Node.js module rules don't resolve: its class has no type.
const Loaded = Tokenizer as unknown as new (definition: object, settings: object) => LoadedTokenizer;

/** @param definition the parsed tokenizer.json */
export function loadTokenizer(definition: object): LoadedTokenizer {
  return new Loaded(definition, {});
}
