import { Products, type Listing } from '#catalogue';
import type { ChannelIndex } from '#search-index';
import type { QueryGroup } from './contract.js';

/** A query to compare slates with; `right` where it is known which products answer it. */
export interface ReportQuery {
  readonly text: string;
  readonly group: QueryGroup;
  readonly right: ReadonlySet<string> | undefined;
}

const valuesPerPhrase = 2;
const longestValue = 30;

/** Up to `n` products of the catalogue, the same ones each time. */
export function sampledProducts(index: ChannelIndex, products: Products, n: number): Listing[] {
  return index
    .sample(n)
    .slice(0, n)
    .flatMap((ordinal) => products.listing(ordinal) ?? []);
}

/** A product's title as a query for it, and for products with the same title. */
export function titleQueries(sampled: readonly Listing[]): ReportQuery[] {
  const byTitle = new Map<string, Set<string>>();
  for (const { id, title } of sampled) byTitle.set(title, (byTitle.get(title) ?? new Set()).add(id));
  return [...byTitle].map(([text, right]) => ({ text, group: 'titles', right }));
}

/** Phrases such as "red ceramic mugs": values of a product's attributes and its category, for all products that have them. */
export async function attributeQueries(
  sampled: readonly Listing[],
  products: Products,
): Promise<ReportQuery[]> {
  const queries = new Map<string, ReportQuery>();
  for (const { category, attributes } of sampled) {
    const kind = category.at(-1);
    const values = Object.entries(attributes)
      .flatMap(([name, value]) =>
        typeof value === 'string' && value.length <= longestValue ? [[name, value] as const] : [],
      )
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, valuesPerPhrase);
    if (kind === undefined || values.length === 0) continue;
    const text = [...values.map(([, value]) => value), kind].join(' ').toLowerCase();
    if (queries.has(text)) continue;
    const asked = Object.fromEntries(values.map(([name, value]) => [name, [value]]));
    const ordinals = await products.allowed({ category: [kind], attributes: asked });
    const right = new Set(
      Array.from(ordinals ?? []).flatMap((ordinal) => products.listing(ordinal)?.id ?? []),
    );
    if (right.size > 0) queries.set(text, { text, group: 'attributes', right });
  }
  return [...queries.values()];
}
