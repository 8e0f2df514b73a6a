import type { ProductFilter } from '../product.js';

/** Conditions on table product p, with their parameters from `$first` on. No conditions: an empty filter. */
export function filterSql(
  filter: ProductFilter,
  first: number,
): { readonly conditions: readonly string[]; readonly parameters: readonly unknown[] } {
  const conditions: string[] = [];
  const parameters: unknown[] = [];
  const add = (value: unknown): string => `$${first - 1 + parameters.push(value)}`;
  if (filter.category && filter.category.length > 0)
    conditions.push(`p.category @> ${add(filter.category)}::text[]`);
  if (filter.price?.min !== undefined) conditions.push(`p.price >= ${add(filter.price.min)}`);
  if (filter.price?.max !== undefined) conditions.push(`p.price <= ${add(filter.price.max)}`);
  if (filter.availability) conditions.push(`p.availability = any(${add(filter.availability)}::text[])`);
  if (filter.ids) conditions.push(`p.id = any(${add(filter.ids)}::text[])`);
  for (const [name, values] of Object.entries(filter.attributes ?? {})) {
    // A product holds one value or a list; containment in either form can use the index.
    const accepted = values.flatMap((value) => [{ [name]: value }, { [name]: [value] }]);
    const any = accepted.map((form) => `p.attributes @> ${add(JSON.stringify(form))}::jsonb`);
    conditions.push(any.length > 0 ? `(${any.join(' or ')})` : 'false');
  }
  return { conditions, parameters };
}
