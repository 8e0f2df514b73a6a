import type { Product } from '#catalogue';
import { ProblemError } from '#platform';
import { slateRequest } from '../asked-request.js';
import { shownNeuron } from '#explanation';
import { ruleOf } from '../ranking.js';
import type { RankedSlate, Recommender } from '../recommender.js';
import { familyOf, type Place } from '../slate.js';
import type { Change, Obstacle, Suggestion, WhyNotAnswer, WhyNotRequest } from './contract.js';
import { relaxedFilter } from './relaxed-filter.js';
import { Turns, type Turn } from './turns.js';

/** A product's place is reported up to this one. */
const looked = 200;
/** So many ways with a neuron are suggested, each of another one. */
const mostTurns = 3;
/** The request is run again so often at most for neurons. */
const mostRuns = 30;
const mostSteered = 10;

/** Says why a product is not among the first results, and what change would bring it there. */
export class WhyNot {
  private runs = 0;
  private readonly obstacles: Obstacle[] = [];

  private constructor(
    private readonly recommender: Recommender,
    private readonly request: WhyNotRequest,
    private readonly picture: Uint8Array | undefined,
    private readonly product: Product,
  ) {}

  /**
   * @param picture the query's picture, from wherever it came
   * @throws {ProblemError} 404 for a product that does not exist, 409 for one that is not indexed yet, and what a
   *   recommendation throws.
   */
  static async explain(
    recommender: Recommender,
    request: WhyNotRequest,
    picture: Uint8Array | undefined,
  ): Promise<WhyNotAnswer> {
    const [product] = await recommender.products.byIds([request.productId]);
    if (!product)
      throw ProblemError.notFound('product', request.productId, 'give the id of a product of the catalogue');
    if (!recommender.index.channelVectors(product.ordinal))
      throw new ProblemError(
        409,
        'not-indexed-yet',
        `Product "${product.id}" is still being encoded; try again soon.`,
      );
    return new WhyNot(recommender, request, picture, product).answer();
  }

  private async answer(): Promise<WhyNotAnswer> {
    const { request, recommender, product } = this;
    const now = await this.run({});
    const place = this.placeIn(now.places);
    const wide = place === null ? await this.run({}, looked) : now;
    const { change, slate } = place === null ? await this.unblocked(wide) : { change: {}, slate: wide };
    const { suggestions, neurons } =
      place === null ? await this.suggestions(change, slate) : { suggestions: [], neurons: 0 };
    const last = now.places[request.top - 1];
    return {
      ...recommender.origin,
      productId: product.id,
      top: request.top,
      standing: {
        inTop: place !== null,
        place: place ?? this.placeIn(wide.places),
        score: this.turns(slate ?? wide, change).standing(product.ordinal)?.score ?? null,
        scoreToBeat: last ? scoreOf(last) : null,
      },
      obstacles: this.obstacles,
      suggestions,
      tried: { neurons, runs: this.runs },
      message: this.message(place, suggestions),
    };
  }

  /** The request with what keeps the product from being shown at all taken away, step by step; no slate: it can't be. */
  private async unblocked(now: RankedSlate): Promise<{ change: Change; slate: RankedSlate | undefined }> {
    const { request, product } = this;
    const change: Change = {};
    let slate: RankedSlate = now;
    const relaxed = request.filter && relaxedFilter(request.filter, product);
    if (relaxed && relaxed.obstacles.length > 0) {
      this.obstacles.push(...relaxed.obstacles);
      change.filter = relaxed.filter ?? null;
    }
    const judged = this.judgedAway(now);
    if (judged) {
      this.obstacles.push(judged.obstacle);
      if (!judged.query) return { change, slate: undefined };
      change.query = judged.query;
    }
    if (change.filter !== undefined || change.query) slate = await this.run(change, looked);
    if (request.diversity > 0 && this.placeIn(slate.places, request.top) === null) {
      const plain: Change = { ...change, diversity: 0 };
      const without = await this.run(plain, looked);
      if (this.placeIn(without.places, request.top) !== null)
        this.obstacles.push({
          kind: 'diversity',
          field: 'diversity',
          message: 'diversity puts less like products before it',
        });
      change.diversity = 0;
      slate = without;
    }
    const instead = slate.places.find(({ otherVariants }) => otherVariants.includes(product.id));
    if (instead) {
      this.obstacles.push({
        kind: 'variant',
        field: 'variants',
        message: `its variant "${instead.product.id}" fits better and is shown for both`,
      });
      change.variants = 'all';
      slate = await this.run(change, looked);
    }
    return { change, slate };
  }

  /** What is liked or unliked is not shown itself; no query: nothing would be left to ask. */
  private judgedAway({ exclude }: RankedSlate): { obstacle: Obstacle; query: Change['query'] } | undefined {
    const { query, variants } = this.request;
    const family = (product: Product): string => familyOf(product, variants === 'collapse');
    const own = new Set(
      exclude.filter((judged) => family(judged) === family(this.product)).map(({ id }) => id),
    );
    if (own.size === 0) return undefined;
    const rest = (ids: readonly string[] | undefined): string[] => (ids ?? []).filter((id) => !own.has(id));
    const like = rest(query.like);
    const asks = query.text !== undefined || this.picture !== undefined || like.length > 0;
    return {
      obstacle: {
        kind: 'liked',
        field: 'query',
        message: 'what the query likes or dislikes is not shown again',
      },
      query: asks ? { like, unlike: rest(query.unlike) } : undefined,
    };
  }

  /** Taking away what is in the way, or where that is not enough, turning a neuron too. */
  private async suggestions(
    change: Change,
    slate: RankedSlate | undefined,
  ): Promise<{ suggestions: Suggestion[]; neurons: number }> {
    const there = await this.suggested(change, this.reportedObstacles());
    if (there) return { suggestions: [there], neurons: 0 };
    if (!slate) return { suggestions: [], neurons: 0 };
    this.obstacles.push(this.outscored(slate));
    return this.turned(change, slate);
  }

  /** That others score more, or that they do so only because of a rule. */
  private outscored(slate: RankedSlate): Obstacle {
    const rule = ruleOf(this.product);
    const last = slate.places[this.request.top - 1];
    const score = this.turns(slate, {}).standing(this.product.ordinal)?.score ?? 0;
    if (rule && last && score - rule.value > scoreOf(last))
      return {
        kind: 'rule',
        message: `the rule "${rule.id}" adds ${rule.value}; without it the score would be enough`,
      };
    return { kind: 'score', message: 'others score more' };
  }

  /** Runs the request again with each of the neurons that seem to need the least turn, until enough of them do it. */
  private async turned(
    change: Change,
    slate: RankedSlate,
  ): Promise<{ suggestions: Suggestion[]; neurons: number }> {
    const { top } = this.request;
    const turns = this.turns(slate, change);
    const target = turns.standing(this.product.ordinal);
    if (!target) return { suggestions: [], neurons: 0 };
    const shown = slate.places.slice(0, top).map(({ product }) => product);
    const shortlist = await turns.shortlist(target, shown);
    const steered = this.request.query.steer ?? [];
    const now = (id: number): number => steered.find(({ neuron }) => neuron === id)?.weight ?? 0;
    const free = shortlist.filter(({ id }) => steered.length < mostSteered || now(id) !== 0);
    const smallest = (neuron: Turn['neuron']): Turn[] => {
      const turn = turns.smallest(neuron, target, top, now(neuron.id));
      return turn ? [turn] : [];
    };
    const open = free.flatMap(smallest);
    const suggestions: Suggestion[] = [];
    for (let run = 0; run < mostRuns && suggestions.length < mostTurns; run += 1) {
      const least = open.sort((a, b) => Math.abs(b.by) - Math.abs(a.by)).pop();
      if (!least) break;
      const weight = now(least.neuron.id) + least.by;
      const steer = [
        ...steered.filter(({ neuron }) => neuron !== least.neuron.id),
        ...(weight === 0 ? [] : [{ neuron: least.neuron.id, weight }]),
      ];
      const tried: Change = { ...change, query: { ...change.query, steer } };
      const again = await this.run(tried);
      const place = this.placeIn(again.places);
      if (place !== null) suggestions.push(this.suggestion(tried, place, least));
      // Rivals that were not known make the smallest turn larger: it is searched anew among all that are known now.
      else if (turns.add(again) > 0) open.push(...smallest(least.neuron));
    }
    return { suggestions, neurons: free.length };
  }

  /** The suggestion of a change, if the request run again with it shows the product. */
  private async suggested(change: Change, sentence: string): Promise<Suggestion | undefined> {
    if (Object.keys(change).length === 0) return undefined;
    const place = this.placeIn((await this.run(change)).places);
    return place === null
      ? undefined
      : { sentence: `${sentence}: it is in place ${place} then.`, change, place };
  }

  private suggestion(change: Change, place: number, { neuron, by }: Turn): Suggestion {
    const way = by > 0 ? 'up' : 'down';
    const first = this.reportedObstacles();
    const turn = `${first ? 'turn' : 'Turn'} "${neuron.localName ?? neuron.name}" ${way} by ${Math.abs(by).toFixed(2)}`;
    return {
      sentence: `${first ? `${first} and ` : ''}${turn}: it is in place ${place} then.`,
      change,
      place,
      neuron: { ...shownNeuron(neuron, 'merchant'), turn: by },
    };
  }

  /** What has to be taken away, in words; empty where nothing has. */
  private reportedObstacles(): string {
    const told: Partial<Record<Obstacle['kind'], string>> = {
      filter: 'widen the filter',
      liked: 'leave it out of what is liked and disliked',
      diversity: 'ask for no diversity',
      variant: 'show all variants',
    };
    const words = [...new Set(this.obstacles.flatMap(({ kind }) => told[kind] ?? []))].join(', ');
    return words.charAt(0).toUpperCase() + words.slice(1);
  }

  private message(place: number | null, suggestions: readonly Suggestion[]): string {
    const { top } = this.request;
    if (place !== null) return `It is among the first ${top}, in place ${place}.`;
    const [first] = suggestions;
    if (first) return first.sentence;
    return `No change was found that brings it among the first ${top}: neither a filter, a rule of the request nor one named neuron turned by at most 2 does.`;
  }

  private placeIn(places: readonly Place[], top = places.length): number | null {
    const at = places.slice(0, top).findIndex(({ product }) => product.id === this.product.id);
    return at < 0 ? null : at + 1;
  }

  private turns(slate: RankedSlate, { variants }: Change): Turns {
    return new Turns(this.recommender, slate, (variants ?? this.request.variants) === 'collapse');
  }

  /** The request as a customer would send it with the change, explanations left out. */
  private run(change: Change, limit = this.request.top): Promise<RankedSlate> {
    this.runs += 1;
    const { request } = this;
    const filter = change.filter === undefined ? request.filter : (change.filter ?? undefined);
    return this.recommender.ranked(
      slateRequest({ query: { ...request.query, ...change.query }, filter }, this.picture, {
        limit,
        offset: 0,
        diversity: change.diversity ?? request.diversity,
        explain: 'none',
        language: request.language,
        collapseVariants: (change.variants ?? request.variants) === 'collapse',
      }),
    );
  }
}

function scoreOf({ candidate, rule }: Place): number {
  return candidate.embedded + candidate.lexical + (rule?.value ?? 0);
}
