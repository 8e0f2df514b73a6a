import type { SearchState } from '../shop/search-state';
import type { Change } from './types';

/** A suggested change as a change of the search; fields that the suggestion does not name stay as they are. */
export function applied({ filter, variants, query }: Change): Partial<SearchState> {
  return {
    ...(filter === undefined
      ? {}
      : {
          category: filter?.category ?? [],
          minPrice: filter?.price?.min ?? null,
          maxPrice: filter?.price?.max ?? null,
          availability: filter?.availability ?? [],
        }),
    ...(variants === undefined ? {} : { everyVersion: true }),
    ...(query?.steer === undefined ? {} : { dials: query.steer }),
    ...(query?.like === undefined ? {} : { like: query.like }),
    ...(query?.unlike === undefined ? {} : { unlike: query.unlike }),
  };
}
