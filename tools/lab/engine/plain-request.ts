import type { SlateRequest } from '#recommendation';

/** A request that asks for nothing but the first results, every variant of its own: what a tool asks goes on top. */
export const plainRequest: Omit<SlateRequest, 'limit'> = {
  text: undefined,
  picture: undefined,
  like: [],
  unlike: [],
  weights: undefined,
  steer: [],
  filter: {},
  offset: 0,
  diversity: 0,
  explain: 'none',
  collapseVariants: false,
};
