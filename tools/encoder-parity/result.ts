/** What export.py writes: a family's inputs with the reference's token ids and vectors. */
export interface Reference {
  readonly name: string;
  readonly texts: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly vector: readonly number[];
    /** Other implementations of the same tokenizer that give other ids. */
    readonly differing: readonly string[];
  }[];
  readonly pictures: readonly {
    readonly file: string;
    /** By the authors' own preprocessing; by it without colour profiles, orientation and white; by transformers. */
    readonly vectors: {
      readonly authors: readonly number[];
      readonly unmanaged: readonly number[];
      readonly transformers?: readonly number[];
    };
  }[];
}

/** Cosines of our vectors to the reference's. */
export interface Agreement {
  readonly count: number;
  readonly minimum: number;
  readonly mean: number;
  /** How many are under .9999. */
  readonly below: number;
  /** The input with the least. */
  readonly worst: string;
}

export interface Result {
  readonly name: string;
  /** What models:pull says of these weights without --own-weights. */
  readonly refused: string;
  readonly revision: string;
  readonly dimension: number;
  readonly texts: Agreement;
  readonly pictures: Agreement;
  /** Against transformers' picture processor, where the family has one. */
  readonly transformers: Agreement | null;
  /** Against a reference that only opens the file and takes RGB. */
  readonly unmanaged: Agreement;
  readonly otherTokens: readonly string[];
  readonly between: { readonly texts: number; readonly pictures: number };
  readonly mistakes: readonly (Agreement & { readonly what: string; readonly of: 'texts' | 'pictures' })[];
}
