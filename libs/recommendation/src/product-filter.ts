import type { ProductFilter } from '#catalogue';
import type { RecommendationRequest } from './contract.js';

/** The request's filter in the catalogue's form: every attribute a list of accepted values. */
export function productFilter(filter: RecommendationRequest['filter']): ProductFilter {
  if (!filter) return {};
  const { attributes, ...rest } = filter;
  if (!attributes) return rest;
  return {
    ...rest,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, typeof value === 'string' ? [value] : value]),
    ),
  };
}
