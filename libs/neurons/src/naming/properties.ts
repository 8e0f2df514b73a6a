/** What may stand before a category in a property of two terms. */
const qualities: readonly string[] = ['colour/', 'material/', 'pattern/'];
export const kindFacet = 'category/';
const and = ' & ';

/** Of a product the properties of two terms: each of its qualities with each of its categories. */
export function twoTerms(truths: ReadonlySet<string>): string[] {
  const all = [...truths];
  const categories = all.filter((key) => key.startsWith(kindFacet));
  return all
    .filter((key) => qualities.some((facet) => key.startsWith(facet)))
    .flatMap((quality) => categories.map((category) => quality + and + category));
}

/** The keys of the terms that a property consists of: one, or a quality and a category. */
export function termsOf(property: string): string[] {
  return property.split(and);
}
