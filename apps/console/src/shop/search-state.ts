import type { Availability, RecommendationRequest } from '../api/types';
import { readDials, writeDial, type Dial } from './dials/dial';

/** What the shop page shows; all of it stands in the address, so that it can be shared, reloaded and gone back to. */
export interface SearchState {
  readonly text: string;
  /** Key of a picture kept on this device, or null. */
  readonly picture: string | null;
  readonly like: readonly string[];
  readonly unlike: readonly string[];
  /** How much the words count beside the picture: 0 the picture alone, 100 the words alone. */
  readonly balance: number;
  /** What is turned up or down, each neuron once. */
  readonly dials: readonly Dial[];
  /** From broad to narrow; empty for all. */
  readonly category: readonly string[];
  readonly minPrice: number | null;
  readonly maxPrice: number | null;
  readonly availability: readonly Availability[];
  /** Whether every version of a product has a place of its own. */
  readonly everyVersion: boolean;
  readonly shown: number;
  readonly detailed: boolean;
  /** The product that is open. */
  readonly product: string | null;
}

export const pageSize = 24;
/** The engine answers at most this many at once. */
export const mostShown = 96;
const evenBalance = 50;
const availabilities: readonly Availability[] = ['in_stock', 'preorder', 'out_of_stock'];

export const emptySearch: SearchState = {
  text: '',
  picture: null,
  like: [],
  unlike: [],
  balance: evenBalance,
  dials: [],
  category: [],
  minPrice: null,
  maxPrice: null,
  availability: [],
  everyVersion: false,
  shown: pageSize,
  detailed: false,
  product: null,
};

function numberIn(params: URLSearchParams, name: string, min: number, max: number): number | null {
  const value = params.get(name);
  if (value === null || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? Math.min(max, Math.max(min, number)) : null;
}

/** Reads the address; what is not understood is as if it were not there. */
export function readSearch(params: URLSearchParams): SearchState {
  return {
    text: params.get('q') ?? '',
    picture: params.get('picture'),
    like: params.getAll('like').slice(0, 20),
    unlike: params.getAll('unlike').slice(0, 20),
    balance: numberIn(params, 'balance', 0, 100) ?? evenBalance,
    dials: readDials(params.getAll('dial')),
    category: params.getAll('category').slice(0, 10),
    minPrice: numberIn(params, 'min', 0, 1e9),
    maxPrice: numberIn(params, 'max', 0, 1e9),
    availability: availabilities.filter((each) => params.getAll('availability').includes(each)),
    everyVersion: params.get('versions') === 'every',
    shown: Math.round(numberIn(params, 'shown', pageSize, mostShown) ?? pageSize),
    detailed: params.get('numbers') === 'on',
    product: params.get('product'),
  };
}

/** The address of a state; what is as it is at first is left out. */
export function writeSearch(state: SearchState): URLSearchParams {
  const params = new URLSearchParams();
  if (state.text !== '') params.set('q', state.text);
  if (state.picture !== null) params.set('picture', state.picture);
  for (const id of state.like) params.append('like', id);
  for (const id of state.unlike) params.append('unlike', id);
  if (state.balance !== evenBalance) params.set('balance', String(state.balance));
  for (const dial of state.dials) params.append('dial', writeDial(dial));
  for (const level of state.category) params.append('category', level);
  if (state.minPrice !== null) params.set('min', String(state.minPrice));
  if (state.maxPrice !== null) params.set('max', String(state.maxPrice));
  for (const each of state.availability) params.append('availability', each);
  if (state.everyVersion) params.set('versions', 'every');
  if (state.shown !== pageSize) params.set('shown', String(state.shown));
  if (state.detailed) params.set('numbers', 'on');
  if (state.product !== null) params.set('product', state.product);
  return params;
}

export function asksSomething(state: SearchState): boolean {
  return state.text.trim() !== '' || state.picture !== null || state.like.length > 0;
}

export function hasFilter(state: SearchState): boolean {
  return (
    state.category.length > 0 ||
    state.minPrice !== null ||
    state.maxPrice !== null ||
    state.availability.length > 0
  );
}

/** The request for a state. @param picture the kept picture as a data URL, when the state has one. */
export function toRequest(state: SearchState, picture: string | undefined): RecommendationRequest {
  const text = state.text.trim();
  const isMixed = text !== '' && picture !== undefined && state.balance !== evenBalance;
  const price = {
    ...(state.minPrice === null ? {} : { min: state.minPrice }),
    ...(state.maxPrice === null ? {} : { max: state.maxPrice }),
  };
  return {
    query: {
      ...(text === '' ? {} : { text }),
      ...(picture === undefined ? {} : { image: picture }),
      ...(state.like.length === 0 ? {} : { like: [...state.like] }),
      ...(state.unlike.length === 0 ? {} : { unlike: [...state.unlike] }),
      ...(state.dials.length === 0 ? {} : { steer: [...state.dials] }),
      ...(isMixed
        ? { weights: { parts: { text: state.balance / 50, image: (100 - state.balance) / 50 } } }
        : {}),
    },
    filter: {
      ...(state.category.length === 0 ? {} : { category: [...state.category] }),
      ...(Object.keys(price).length === 0 ? {} : { price }),
      ...(state.availability.length === 0 ? {} : { availability: [...state.availability] }),
    },
    ...(state.everyVersion ? { variants: 'all' } : {}),
    limit: state.shown,
    explain: state.detailed ? 'merchant' : 'shopper',
  };
}

/** Adds the product to the likes or dislikes or takes it off; nothing is liked and disliked at once. */
export function toggled(state: SearchState, list: 'like' | 'unlike', id: string): Partial<SearchState> {
  const other = list === 'like' ? 'unlike' : 'like';
  if (state[list].includes(id)) return { [list]: state[list].filter((each) => each !== id) };
  return { [list]: [...state[list], id].slice(-20), [other]: state[other].filter((each) => each !== id) };
}
