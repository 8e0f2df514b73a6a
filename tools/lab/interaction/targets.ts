import { termKey, type Facet, type Neuron } from '#neurons';
import type { Labels } from '../data/labels.js';
import type { Shop } from './shops.js';

/** What is known for certain of a product: by facet, the keys of all terms that hold; no entry: nothing is known. */
export type Truth = ReadonlyMap<Facet, ReadonlySet<string>>;

/** A product that a shopper has in mind, and the brief words to begin with. */
export interface Target {
  readonly id: string;
  readonly brief: string;
  readonly truth: Truth;
}

/** The kinds of a shop's products, as a shopper would name them. */
export function briefQueries(shop: Shop): string[] {
  return [...new Set(shop.engine.products.flatMap(({ id }) => briefOf(shop, id) ?? []))];
}

/** All products whose kind is known. */
export function targets(shop: Shop, labels: Labels): Target[] {
  return shop.engine.products.flatMap(({ id }) => {
    const brief = briefOf(shop, id);
    return brief === undefined ? [] : { id, brief, truth: truthOf(shop, id, labels) };
  });
}

/** Whether a neuron holds for a product, of a name of two terms both; undefined where a facet is not known of it. */
export function holds(
  truth: Truth,
  { name, facet, parts }: Pick<Neuron, 'name' | 'facet' | 'parts'>,
): boolean | undefined {
  if (name === null || facet === null) return undefined;
  const held = (parts ?? [{ name, facet }]).map((part) =>
    truth.get(part.facet)?.has(termKey({ facet: part.facet, term: part.name })),
  );
  return held.includes(undefined) ? undefined : held.every(Boolean);
}

function briefOf({ seed, catalogue }: Shop, id: string): string | undefined {
  const kind = seed?.specs.find((spec) => spec.id === id)?.kind ?? catalogue?.facts.get(id)?.kind?.[0];
  return kind?.replaceAll('-', ' ');
}

function truthOf({ seed, catalogue }: Shop, id: string, labels: Labels): Truth {
  const spec = seed?.specs.find((known) => known.id === id);
  const facts = catalogue?.facts.get(id) ?? {};
  const values: Partial<Record<Facet, readonly string[]>> = spec
    ? {
        category: [spec.kind.replaceAll('-', ' ')],
        colour: [spec.colour],
        material: [spec.material],
        pattern: [spec.pattern],
      }
    : {
        category: [...(facts.kind ?? []), ...(facts.style ?? [])],
        colour: facts.colour ?? [],
        material: facts.material ?? [],
        pattern: facts.pattern ?? [],
      };
  const truth = new Map<Facet, Set<string>>();
  for (const [facet, words] of Object.entries(values) as [Facet, readonly string[]][]) {
    const keys = words.flatMap((word) => labels.truths(facet, word.replaceAll('-', ' ')));
    if (keys.length > 0) truth.set(facet, new Set(keys));
  }
  return truth;
}
