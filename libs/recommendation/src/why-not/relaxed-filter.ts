import type { Product } from '#catalogue';
import type { RecommendationRequest } from '../contract.js';
import type { Obstacle } from './contract.js';

type Filter = NonNullable<RecommendationRequest['filter']>;

/** A filter accepts at most so many values of an attribute. */
const mostValues = 50;

/** A filter that lets a product pass with as little changed as can be, and what kept it out. */
export interface RelaxedFilter {
  /** Undefined where nothing of the filter is left. */
  readonly filter: Filter | undefined;
  /** None where the product passes as it is. */
  readonly obstacles: readonly Obstacle[];
}

/**
 * Widens a filter until the product passes: a price limit moves to its price, an accepted value is added, and only what
 * the product cannot meet (a category that it is not in, an attribute or a price that it does not have) is dropped.
 */
export function relaxedFilter(filter: Filter, product: Product): RelaxedFilter {
  const obstacles: Obstacle[] = [];
  const blocked = (field: string, message: string): void => {
    obstacles.push({ kind: 'filter', field: `filter.${field}`, message });
  };
  const relaxed: Filter = {};
  if (filter.category) {
    const kept = filter.category.filter((level) => product.category.includes(level));
    if (kept.length < filter.category.length) blocked('category', `it stands in ${quoted(product.category)}`);
    if (kept.length > 0) relaxed.category = kept;
  }
  if (filter.price) {
    const { price } = product;
    const { min, max } = filter.price;
    if (price === null && (min !== undefined || max !== undefined)) blocked('price', 'it has no price');
    if (price !== null) {
      if (min !== undefined && price < min) blocked('price.min', `it costs ${price}`);
      if (max !== undefined && price > max) blocked('price.max', `it costs ${price}`);
      relaxed.price = {
        ...(min === undefined ? {} : { min: Math.min(min, price) }),
        ...(max === undefined ? {} : { max: Math.max(max, price) }),
      };
    }
  }
  if (filter.availability) {
    const { availability } = product;
    const passes = filter.availability.includes(availability);
    if (!passes) blocked('availability', `it is ${availability.replaceAll('_', ' ')}`);
    relaxed.availability = passes ? filter.availability : [...filter.availability, availability];
  }
  const attributes = Object.entries(filter.attributes ?? {}).flatMap(([name, asked]) => {
    const accepted = [asked].flat();
    // A shopper may ask for an attribute named as something that every object has, such as "constructor".
    const own = Object.hasOwn(product.attributes, name) ? [product.attributes[name] ?? []].flat() : [];
    if (own.some((value) => accepted.includes(value))) return [[name, asked] as const];
    const [value] = own;
    blocked(
      `attributes.${name}`,
      value === undefined ? `it has no ${name}` : `its ${name} is ${quoted(own)}`,
    );
    return value === undefined ? [] : [[name, [...accepted, value].slice(-mostValues)] as const];
  });
  if (attributes.length > 0) relaxed.attributes = Object.fromEntries(attributes);
  return { filter: Object.keys(relaxed).length > 0 ? relaxed : undefined, obstacles };
}

function quoted(values: readonly string[]): string {
  return values.length === 0 ? 'no category' : values.map((value) => `"${value}"`).join(', ');
}
