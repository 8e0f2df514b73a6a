/** A product in the form that the upload call takes. */
export interface UploadProduct {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly price?: number;
  readonly currency?: string;
  readonly availability?: string;
  readonly category?: readonly string[];
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>;
  readonly pictures: readonly string[];
  readonly reviews?: readonly { readonly title?: string | undefined; readonly text: string }[];
}

/** What is known for certain of a product: fact (colour, kind ...) -> values, in lower case. */
export type Facts = Readonly<Record<string, readonly string[]>>;

/** A text that one group of products answers. */
export interface GroupText {
  readonly group: string;
  readonly text: string;
}

/** A catalogue to search in, with all that is needed to ask it and to judge the answers. */
export interface EvalCatalogue {
  readonly products: readonly UploadProduct[];
  /** By the name that products give. */
  readonly pictures: ReadonlyMap<string, Buffer>;
  /** Product id -> its group: products of one group are the same thing to the judge. */
  readonly groups: ReadonlyMap<string, string>;
  /** Product id -> the title it has in its shop, whatever was uploaded. */
  readonly titles: ReadonlyMap<string, string>;
  readonly facts: ReadonlyMap<string, Facts>;
  /** Forms of attribute phrases: "{colour} {kind} for {gender}". */
  readonly phrases: readonly string[];
  /** Reviews that were taken out of the catalogue before the upload. */
  readonly heldOutReviews: readonly GroupText[];
  /** What a group's description says, in a shopper's words, written by hand. */
  readonly shopperTexts: readonly GroupText[];
}

/** Ids of the products of each group. */
export function idsByGroup(catalogue: EvalCatalogue): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const { id } of catalogue.products) {
    const group = catalogue.groups.get(id) ?? id;
    ids.set(group, [...(ids.get(group) ?? []), id]);
  }
  return ids;
}
