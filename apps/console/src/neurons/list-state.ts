import type { Facet } from '../api/types';
import { facets } from '../explanation/facets';
import type { Sorting } from './types';

/** What the list shows; all of it stands in the address. */
export interface ListState {
  readonly search: string;
  readonly facet: Facet | null;
  readonly named: 'yes' | 'no' | null;
  readonly sort: Sorting;
  /** From 1. */
  readonly page: number;
}

export const pageSize = 50;
/** What each order is called. */
export const sortings: Readonly<Record<Sorting, string>> = {
  confidence: 'how sure the name is',
  fires: 'how often it fires here',
  agreement: 'how well picture and words agree',
  name: 'name',
  id: 'number',
};

export const emptyList: ListState = { search: '', facet: null, named: null, sort: 'confidence', page: 1 };

/** Reads the address; what is not understood is as if it were not there. */
export function readList(params: URLSearchParams): ListState {
  const named = params.get('named');
  const sort = params.get('sort');
  const page = Number(params.get('page') ?? 1);
  return {
    search: params.get('search') ?? '',
    facet: facets.find((facet) => facet === params.get('facet')) ?? null,
    named: named === 'yes' || named === 'no' ? named : null,
    sort: sort !== null && Object.hasOwn(sortings, sort) ? (sort as Sorting) : emptyList.sort,
    page: Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1,
  };
}

/** The address of a state; what is as it is at first is left out. */
export function writeList(list: ListState): URLSearchParams {
  const params = new URLSearchParams();
  if (list.search !== '') params.set('search', list.search);
  if (list.facet !== null) params.set('facet', list.facet);
  if (list.named !== null) params.set('named', list.named);
  if (list.sort !== emptyList.sort) params.set('sort', list.sort);
  if (list.page !== 1) params.set('page', String(list.page));
  return params;
}
