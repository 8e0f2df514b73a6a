import type { ShopFacets } from '../api/types';

export interface Category {
  /** From broad to narrow. */
  readonly path: readonly string[];
  readonly count: number;
}

/**
 * Every category of the shop, also those that only hold others, with the products in it and below;
 * each followed by its own subcategories.
 */
export function allCategories(told: ShopFacets['categories']): Category[] {
  const counts = new Map<string, Category>();
  for (const { path, count } of told) {
    for (let depth = 1; depth <= path.length; depth += 1) {
      const part = path.slice(0, depth);
      const key = categoryKey(part);
      counts.set(key, { path: part, count: (counts.get(key)?.count ?? 0) + count });
    }
  }
  return [...counts.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, category]) => category);
}

/** A path as one string that no other path has. */
export function categoryKey(path: readonly string[]): string {
  return path.join('\u0000');
}
