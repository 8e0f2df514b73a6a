import type { Listing, Product, Products } from '#catalogue';
import { dot } from '#encoder';
import type { ChannelVectors, ChannelIndex } from '#search-index';
import { diversify } from './diversity.js';
import type { Candidate } from './candidates.js';
import { ruleOf } from './ranking.js';

/** One place of the slate: the product with everything its score is made of, save the neurons. */
export interface Place {
  readonly product: Listing;
  readonly vectors: ChannelVectors;
  readonly candidate: Candidate;
  readonly rule: { readonly id: string; readonly value: number } | undefined;
  /** Other variants of the same product that were candidates, best first. */
  readonly otherVariants: readonly string[];
}

export interface SlateOptions {
  readonly limit: number;
  readonly offset: number;
  readonly diversity: number;
  readonly collapseVariants: boolean;
  /** Products (and with collapsing their whole families) that are not to be shown. */
  readonly exclude: readonly Product[];
}

interface Ranked {
  readonly product: Listing;
  readonly vectors: ChannelVectors;
  readonly candidate: Candidate;
  readonly rule: { readonly id: string; readonly value: number } | undefined;
  readonly score: number;
}

/** Turns scored candidates into the places to show: rules, variants, diversity, page. */
export class Slates {
  constructor(
    private readonly products: Products,
    private readonly index: ChannelIndex,
  ) {}

  build(candidates: readonly Candidate[], options: SlateOptions): Place[] {
    const wanted = options.offset + options.limit;
    // Diversity chooses among more than it shows.
    const pool = options.diversity > 0 ? wanted * 3 : wanted;
    const families = this.rank(candidates, pool, options);
    const order = diversify(
      families.map(([first]) => first.score),
      (a, b) => likeness(families[a]?.[0].vectors, families[b]?.[0].vectors),
      options.diversity,
      wanted,
    );
    return order.slice(options.offset).flatMap((at) => {
      const family = families[at];
      if (!family) return [];
      const [first, ...others] = family;
      const { product, vectors, candidate, rule } = first;
      return { product, vectors, candidate, rule, otherVariants: others.map((other) => other.product.id) };
    });
  }

  /**
   * The first `count` families in their final order. Rules only ever take away, so as soon as the last family
   * scores at least what the next candidate had before rules, no later candidate can come before it.
   */
  private rank(
    candidates: readonly Candidate[],
    count: number,
    options: SlateOptions,
  ): [Ranked, ...Ranked[]][] {
    const excluded = new Set(options.exclude.map((product) => familyOf(product, options.collapseVariants)));
    const ranked: Ranked[] = [];
    for (let from = 0, size = count + 20; from < candidates.length; from += size, size *= 2) {
      ranked.push(...this.load(candidates.slice(from, from + size)));
      ranked.sort((a, b) => b.score - a.score || a.candidate.ordinal - b.candidate.ordinal);
      const families = groupFamilies(ranked, options.collapseVariants, excluded);
      const next = candidates[from + size];
      const last = families[count - 1];
      if (!next || (last && last[0].score >= next.embedded + next.lexical)) return families.slice(0, count);
    }
    return [];
  }

  private load(candidates: readonly Candidate[]): Ranked[] {
    return candidates.flatMap((candidate) => {
      const product = this.products.listing(candidate.ordinal);
      const vectors = this.index.channelVectors(candidate.ordinal);
      // Deleted a moment ago: gone from the catalogue before it is gone from the index.
      if (!product || !vectors) return [];
      const rule = ruleOf(product);
      return {
        product,
        vectors,
        candidate,
        rule,
        score: candidate.embedded + candidate.lexical + (rule?.value ?? 0),
      };
    });
  }
}

/** What is collapsed to one place: a product with its variants, or without collapsing the product alone. */
export function familyOf(product: Pick<Product, 'id' | 'variantOf'>, collapse: boolean): string {
  return collapse ? (product.variantOf ?? product.id) : product.id;
}

function groupFamilies(
  ranked: readonly Ranked[],
  collapse: boolean,
  excluded: ReadonlySet<string>,
): [Ranked, ...Ranked[]][] {
  const families = new Map<string, [Ranked, ...Ranked[]]>();
  for (const item of ranked) {
    const key = familyOf(item.product, collapse);
    if (excluded.has(key)) continue;
    const family = families.get(key);
    if (family) family.push(item);
    else families.set(key, [item]);
  }
  return [...families.values()];
}

/** Likeness of two products: by picture where both have one, else by words. */
function likeness(a: ChannelVectors | undefined, b: ChannelVectors | undefined): number {
  if (a?.image && b?.image) return dot(a.image, b.image);
  if (a?.description && b?.description) return dot(a.description, b.description);
  return 0;
}
