import type { Modality } from '#encoder';
import { leastActive, type NameDetection } from '../dictionary.js';
import { sides } from '../fit/parameters.js';
import { chanceRight, detectionOf } from './detection.js';
import { firingByUnit, type Firing } from './firing.js';
import type { CodedProduct } from './name-units.js';
import { kindFacet, termsOf } from './properties.js';

/** A kind with fewer products without the property says nothing of its own. */
const leastOfKind = 5;
/** A kind's share of wrong firings counts as if so many more products of it fired as often as all kinds' do. */
const priorOfKind = 5;

/** Products that judge whether a unit detects a property. */
export class Judges {
  private readonly firing: readonly Firing[];
  private readonly holding: Readonly<Record<Modality, ReadonlyMap<string, ReadonlySet<number>>>>;
  /** By facet, which products it is known of. */
  private readonly knowing: Readonly<Record<Modality, ReadonlyMap<string, ReadonlySet<number>>>>;
  /** Products by what they are. */
  private readonly kinds: Readonly<Record<Modality, readonly ReadonlySet<number>[]>>;

  constructor(products: readonly CodedProduct[], units: number) {
    this.firing = firingByUnit(products, units);
    this.holding = {
      image: setsOf(products, 'image', (key) => key),
      text: setsOf(products, 'text', (key) => key),
    };
    this.knowing = { image: setsOf(products, 'image', facetOf), text: setsOf(products, 'text', facetOf) };
    const kinds = (side: Modality): ReadonlySet<number>[] =>
      [...this.holding[side]].filter(([key]) => key.startsWith(kindFacet)).map(([, members]) => members);
    this.kinds = { image: kinds('image'), text: kinds('text') };
  }

  /**
   * {@link chanceRight} in the kind of product where the unit fires wrongly most often: a unit that is right among
   * clothes and fires for every kettle would mislead who sells kettles. What is not known of a product is not judged by
   * its picture; by its words it is wrong, for they do not say it.
   */
  chanceInWorstKind(unit: number, key: string, side: Modality, found: NameDetection): number {
    const firing = this.firing[unit]?.[side];
    const holds = this.withAll(this.holding[side], termsOf(key));
    const known = this.withAll(this.knowing[side], termsOf(key).map(facetOf));
    const wrongShares = this.kinds[side].map((kind) => {
      const without = [...kind].filter(
        (product) => !holds.has(product) && (side === 'text' || known.has(product)),
      );
      const wrong = without.filter((product) => (firing?.get(product) ?? 0) >= leastActive).length;
      return without.length < leastOfKind
        ? 0
        : (wrong + priorOfKind * found.firesWithout) / (without.length + priorOfKind);
    });
    return chanceRight({ ...found, firesWithout: Math.max(found.firesWithout, ...wrongShares) });
  }

  detect(unit: number, key: string): { image: NameDetection; text: NameDetection } | undefined {
    const [image, text] = sides.map((side) =>
      detectionOf(
        this.firing[unit]?.[side] ?? new Map<number, number>(),
        this.withAll(this.holding[side], termsOf(key)),
        this.withAll(this.knowing[side], termsOf(key).map(facetOf)),
        leastActive,
      ),
    );
    return image && text && { image, text };
  }

  /** Products that are in the sets of all names. */
  private withAll(
    sets: ReadonlyMap<string, ReadonlySet<number>>,
    names: readonly string[],
  ): ReadonlySet<number> {
    const [first, ...others] = names.map((name) => sets.get(name) ?? new Set<number>());
    if (!first || others.length === 0) return first ?? new Set();
    return new Set([...first].filter((product) => others.every((set) => set.has(product))));
  }
}

function setsOf(
  products: readonly CodedProduct[],
  side: Modality,
  group: (key: string) => string,
): Map<string, Set<number>> {
  const sets = new Map<string, Set<number>>();
  products.forEach(({ codes, truths }, product) => {
    if (!codes[side]) return;
    for (const key of truths) {
      const name = group(key);
      const set = sets.get(name) ?? new Set();
      sets.set(name, set.add(product));
    }
  });
  return sets;
}

function facetOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}
