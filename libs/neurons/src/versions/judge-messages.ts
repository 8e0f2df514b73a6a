import type { JudgedGate } from '../gates/judge.js';
import type { DictionaryFiles, Names } from '../trained/dictionary-folder.js';
import type { Measured } from '../words/confidence.js';
import type { Term } from '../words/vocabulary.js';
import type { CatalogueProduct } from './catalogue-products.js';

/** The dictionary that serves, as a thread can be given it. */
export type ServingDictionary =
  | ({ readonly kind: 'trained' } & DictionaryFiles)
  | { readonly kind: 'words'; readonly measured: Measured | undefined };

/** What the thread that names and judges a fitted dictionary is started with. */
export interface JudgeData {
  /** As it is going to be served, without names. */
  readonly fitted: Omit<DictionaryFiles, 'names'>;
  readonly serving: ServingDictionary;
  readonly products: readonly CatalogueProduct[];
  readonly terms: readonly Term[];
  /** Of the terms, in their order: what each adds to a text. */
  readonly directions: readonly Float32Array[];
}

export interface JudgeAnswer {
  readonly names: Names;
  readonly gates: readonly JudgedGate[];
}
