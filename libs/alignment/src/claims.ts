import { isDisclosed } from '#explanation';
import { LRUCache } from 'lru-cache';
import { dot, type Embedder } from '#encoder';
import type { WordDictionary } from '#neurons';
import { claimBars, type ClaimedFacet } from './claim-bars.js';

/** What a text claims in one facet, held against a picture. */
export interface JudgedClaim {
  readonly facet: ClaimedFacet;
  /** The names of the terms that the text mentions. */
  readonly claimed: string[];
  /** The name of the same facet that the picture fits best, those claimed left out. */
  readonly rival: string;
  /** See {@link strengthOf}. */
  readonly strength: number;
  readonly disagrees: boolean;
}

interface Claim {
  readonly facet: ClaimedFacet;
  readonly claimed: readonly Option[];
  readonly rivals: readonly Option[];
}

interface Option {
  readonly name: string;
  readonly vector: Float32Array;
}

/** About 2 kB each. */
const keptPhrases = 5_000;

/**
 * Holds what a text claims against pictures: where it says "red" of a mug, "a red mug" is compared with "a blue mug",
 * "a green mug" ... and so for what a thing is, is made of and how it is patterned. Rivals are the names that are sure
 * enough to show.
 */
export class Claims {
  private readonly vectors = new LRUCache<string, Float32Array>({ max: keptPhrases });
  private readonly rivals: ReadonlyMap<ClaimedFacet, readonly number[]>;

  constructor(
    private readonly encoder: Embedder,
    private readonly words: WordDictionary,
  ) {
    const rivals = new Map(facets.map((facet): [ClaimedFacet, number[]] => [facet, []]));
    for (let id = 0; id < words.size; id += 1) {
      const neuron = words.neuron(id);
      if (isClaimed(neuron.facet) && isDisclosed(neuron, 'shopper')) rivals.get(neuron.facet)?.push(id);
    }
    this.rivals = rivals;
  }

  /**
   * @param pictures centred vectors
   * @param spread standard deviation of the inner products of pictures with texts of other products
   * @returns for each picture what the text claims, the strongest disagreement first; where the picture shows another
   *   thing, that claim alone
   */
  async judge(text: string, pictures: readonly Float32Array[], spread: number): Promise<JudgedClaim[][]> {
    const claims = await this.read(text);
    return pictures.map((picture) => {
      const judged = claims
        .map(({ facet, claimed, rivals }) => {
          const fit = ({ vector }: Option): number => dot(picture, vector);
          const rival = rivals.reduce((best, option) => (fit(option) > fit(best) ? option : best));
          const strength = strengthOf(claimed.map(fit), rivals.map(fit), spread);
          return {
            facet,
            claimed: claimed.map(({ name }) => name),
            rival: rival.name,
            strength,
            disagrees: strength >= claimBars[facet],
          };
        })
        // Facets have different numbers of rivals: what is compared is how far a strength is over its facet's bar.
        .sort((a, b) => b.strength - claimBars[b.facet] - (a.strength - claimBars[a.facet]));
      // Of another thing than the picture shows, colour and material were compared in vain.
      const thing = judged.find(({ facet, disagrees }) => facet === 'category' && disagrees);
      return thing ? [thing] : judged;
    });
  }

  private async read(text: string): Promise<Claim[]> {
    const mentioned = this.words.termsIn(text);
    const of = (facet: ClaimedFacet): number[] => [
      ...new Set(
        mentioned.flatMap(({ neuron }) => (this.words.neuron(neuron).facet === facet ? neuron : [])),
      ),
    ];
    const [kind] = of('category');
    const thing = (kind === undefined ? undefined : this.words.neuron(kind).name) ?? 'product';
    const claims = facets.flatMap((facet) => {
      const claimed = of(facet);
      const rivals = (this.rivals.get(facet) ?? []).filter((id) => !claimed.includes(id));
      return claimed.length > 0 && rivals.length > 0 ? { facet, claimed, rivals } : [];
    });
    const phrase = (id: number): string => this.words.phrase(id, thing);
    const vectors = await this.encoded(
      claims.flatMap(({ claimed, rivals }) => [...claimed, ...rivals]).map(phrase),
    );
    const option = (id: number): Option[] => {
      const vector = vectors.get(phrase(id));
      return vector ? [{ name: this.words.neuron(id).name ?? '', vector }] : [];
    };
    return claims.map(({ facet, claimed, rivals }) => ({
      facet,
      claimed: claimed.flatMap(option),
      rivals: rivals.flatMap(option),
    }));
  }

  private async encoded(phrases: readonly string[]): Promise<ReadonlyMap<string, Float32Array>> {
    const found = new Map<string, Float32Array>();
    const missing = new Set<string>();
    for (const phrase of phrases) {
      const known = this.vectors.get(phrase);
      if (known) found.set(phrase, known);
      else missing.add(phrase);
    }
    const asked = [...missing];
    (await this.encoder.texts(asked)).forEach((vector, at) => {
      const phrase = asked[at] ?? '';
      this.vectors.set(phrase, vector);
      found.set(phrase, vector);
    });
    return found;
  }
}

/**
 * The log-odds that one of the rivals is right rather than the best of what is claimed, where each name weighs
 * exp(fit / spread): several rivals that all fit better say more than one. Not a calibrated probability; the bars are.
 *
 * @param spread what fits are measured by, see {@link Claims.judge}
 */
export function strengthOf(claimed: readonly number[], rivals: readonly number[], spread: number): number {
  const best = Math.max(...rivals);
  const others = rivals.reduce((sum, fit) => sum + Math.exp((fit - best) / spread), 0);
  return (best - Math.max(...claimed)) / spread + Math.log(others);
}

const facets = Object.keys(claimBars) as ClaimedFacet[];

function isClaimed(facet: string | null): facet is ClaimedFacet {
  return facets.some((each) => each === facet);
}
