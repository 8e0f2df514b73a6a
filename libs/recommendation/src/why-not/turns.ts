import { isSpeakable, type CodedAtom } from '#explanation';
import { dot } from '#encoder';
import type { Listing } from '#catalogue';
import type { Neuron } from '#neurons';
import { fuse } from '#search-index';
import { lexicalScore, ruleOf, typedShare } from '../ranking.js';
import type { RankedSlate, Recommender } from '../recommender.js';
import { EmbeddedScorer } from '../score.js';
import { familyOf } from '../slate.js';
import { smallestTurn } from './smallest-turn.js';

/** A product with all that steering can't change of its score, and the fused vector that steering works on. */
interface Standing {
  readonly ordinal: number;
  readonly family: string;
  readonly score: number;
  readonly fused: Float32Array;
}

/** A neuron turned by so much. */
export interface Turn {
  readonly neuron: Neuron & { readonly name: string };
  /** Above 0: up. */
  readonly by: number;
}

/** So many neurons are searched exactly, those first that look as if the least turn would do. */
const shortlisted = 24;
/** No neuron is steered further, whatever it stands at already. */
const mostTurn = 2;

/** Exact scores of one request's rivals, on which the turns of neurons are searched. */
export class Turns {
  private readonly scorer: EmbeddedScorer;
  private readonly rivals = new Map<number, Standing>();
  private readonly excluded: ReadonlySet<string>;

  /** @param base the request's slate as it is before anything is turned */
  constructor(
    private readonly recommender: Recommender,
    private readonly base: RankedSlate,
    private readonly collapse: boolean,
  ) {
    this.scorer = new EmbeddedScorer(base.query.components, base.weights);
    this.excluded = new Set(base.exclude.map((product) => familyOf(product, collapse)));
    this.add(base);
  }

  /** Takes the products that another run of the request brought up among the rivals. */
  add({ found }: RankedSlate): number {
    const before = this.rivals.size;
    for (const { ordinal } of found) {
      const standing = this.rivals.has(ordinal) ? undefined : this.standing(ordinal);
      if (standing && !this.excluded.has(standing.family)) this.rivals.set(ordinal, standing);
    }
    return this.rivals.size - before;
  }

  /** A product's score and vector, whether or not it was found; undefined where it is not indexed. */
  standing(ordinal: number): Standing | undefined {
    const vectors = this.recommender.index.channelVectors(ordinal);
    const listing = this.recommender.products.listing(ordinal);
    if (!vectors || !listing) return undefined;
    const { query, weights, side } = this.base;
    return {
      ordinal,
      family: familyOf(listing, this.collapse),
      score:
        this.scorer.score(vectors) +
        lexicalScore(side, ordinal, typedShare(query.components)) +
        (ruleOf(listing)?.value ?? 0),
      fused: fuse(vectors, weights, (vectors.image ?? vectors.description ?? vectors.reviews)?.length ?? 0),
    };
  }

  /**
   * The neurons that are worth an exact search: turned up, one that fires for the product; turned down, one that fires
   * for what is shown before it. The least gap to close per unit of turn comes first.
   *
   * @param shown what stands among the first now
   */
  async shortlist(target: Standing, shown: readonly Listing[]): Promise<Turn['neuron'][]> {
    const { products, explainer } = this.recommender;
    const { dictionary } = this.base.query;
    const own = products.listing(target.ordinal);
    const atoms = await explainer.codedAtoms.of([...shown, ...(own ? [own] : [])]);
    const firing = (listings: readonly Listing[]): Set<number> =>
      new Set(listings.flatMap((listing) => firingNeurons(atoms.get(listing) ?? [])));
    const up = firing(own ? [own] : []);
    const down = firing(shown);
    const before = shown.flatMap(({ ordinal }) => this.rivals.get(ordinal) ?? []);
    if (before.length === 0) return [];
    const least = Math.min(...before.map(({ score }) => score));
    const estimates = [...new Set([...up, ...down])].flatMap((id) => {
      const neuron = dictionary.neuron(id);
      if (!isSpeakable(neuron)) return [];
      const direction = this.direction(id);
      const mean = before.reduce((sum, { fused }) => sum + dot(direction, fused), 0) / before.length;
      const gain = dot(direction, target.fused) - mean;
      const sensible = gain > 0 ? up.has(id) : down.has(id);
      return sensible && gain !== 0 ? { neuron, turn: (least - target.score) / Math.abs(gain) } : [];
    });
    return estimates
      .sort((a, b) => a.turn - b.turn)
      .slice(0, shortlisted)
      .map(({ neuron }) => neuron);
  }

  /** What steering by the neuron adds to the query for one unit of turn. */
  private direction(neuron: number): Float32Array {
    const { dictionary } = this.base.query;
    return dictionary.withoutExcluded(dictionary.direction(neuron, 'text'));
  }

  /** The smallest turn of one neuron, up or down, that brings the product in among the rivals known so far. */
  smallest(neuron: Turn['neuron'], target: Standing, top: number, now: number): Turn | undefined {
    const direction = this.direction(neuron.id);
    const own = dot(direction, target.fused);
    const others = [...this.rivals.values()]
      .filter(({ ordinal }) => ordinal !== target.ordinal)
      .map(({ family, score, fused }) => ({ family, score, along: dot(direction, fused) }));
    const turned = [1, -1].flatMap((sign) => {
      const by = smallestTurn(
        { score: target.score, along: sign * own },
        others.map((rival) => ({ ...rival, along: sign * rival.along })),
        target.family,
        top,
        mostTurn - sign * now,
      );
      return by === undefined ? [] : sign * by;
    });
    const by = turned.sort((a, b) => Math.abs(a) - Math.abs(b))[0];
    return by === undefined ? undefined : { neuron, by };
  }
}

function firingNeurons(atoms: readonly CodedAtom[]): number[] {
  return atoms.flatMap(({ code }) => [...code.neurons]);
}
