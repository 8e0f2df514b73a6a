import { lexicalCandidates } from './ranking.js';
import type { AskedWords, CatalogueSide, Listing, Product, ProductFilter, Products } from '#catalogue';
import type { Modality, Embedder } from '#encoder';
import { saysName, shownNeuron, AskedQuery, type QuerySource, type ExplainLevel } from '#explanation';
import { leastActive, type CorrectedNeurons, type NeuronDictionary, type WordDictionary } from '#neurons';
import { handledLater, ProblemError, type Metrics } from '#platform';
import type { FusionWeights, ChannelIndex } from '#search-index';
import { backgroundIn } from './background.js';
import type { Candidate, Candidates } from './candidates.js';
import { readDenials } from './denials.js';
import type { RecommendationAnswer, RecommendationRequest } from './contract.js';
import type { Explainer } from './explain.js';
import { FacetSubstitution } from './facet-substitution.js';
import { matchOf, type BestResult, type Source } from './match.js';
import { matchThresholds } from './match-thresholds.js';
import { queryComponents, type JudgedProduct, type ComponentWeights } from './query.js';
import { EmbeddedScorer } from './score.js';
import { modificationIn } from './modification.js';
import type { Place, Slates } from './slate.js';
import { Stages } from './stages.js';
import { steeredComponents, type SteeredNeuron } from './steer.js';

/** A checked request: pictures are bytes, product ids not yet looked up. */
export interface SlateRequest {
  readonly text: string | undefined;
  readonly picture: Uint8Array | undefined;
  readonly like: readonly string[];
  readonly unlike: readonly string[];
  readonly weights: RecommendationRequest['query']['weights'];
  readonly steer: readonly SteeredNeuron[];
  readonly filter: ProductFilter;
  readonly limit: number;
  readonly offset: number;
  readonly diversity: number;
  readonly explain: ExplainLevel;
  /** For the names of neurons; a canonical BCP-47 tag. */
  readonly language?: string | undefined;
  readonly collapseVariants: boolean;
}

/** A request answered but for the explanations: who stands where, and what that was computed from. */
export interface RankedSlate {
  readonly query: AskedQuery;
  readonly weights: FusionWeights;
  readonly side: CatalogueSide;
  /** Names of what the words deny. */
  readonly denied: readonly string[];
  /** What was liked and unliked: these, and with collapsing their variants, are not shown. */
  readonly exclude: readonly Product[];
  /** All that were scored, best first; rules not yet applied. */
  readonly found: readonly Candidate[];
  /** The places of the page that was asked for. */
  readonly places: readonly Place[];
}

/** query -> parts -> candidates -> exact scores -> slate -> explanation -> answer; no step goes back. */
export class Recommender {
  private readonly stageSeconds;
  private readonly substitution: FacetSubstitution;

  constructor(
    private readonly encoder: Embedder,
    readonly index: ChannelIndex,
    private readonly neurons: CorrectedNeurons,
    readonly words: WordDictionary,
    readonly products: Products,
    private readonly candidates: Candidates,
    private readonly slates: Slates,
    readonly explainer: Explainer,
    metrics: Metrics,
  ) {
    this.substitution = new FacetSubstitution(words);
    this.stageSeconds = metrics.histogram(
      'recommendation_stage_seconds',
      'Seconds by stage of a recommendation',
      ['stage'],
    );
  }

  /** @throws {ProblemError} 404 for a liked or unliked product that does not exist, 409 for one that is not indexed yet. */
  async recommend(request: SlateRequest): Promise<RecommendationAnswer> {
    const stages = new Stages();
    const slate = await this.ranked(request, stages);
    const { query, weights, places } = slate;
    const results = await this.explainer.results(places, query, weights, request.explain);
    stages.done('explain');
    const match = this.match(slate);
    stages.observe(this.stageSeconds);
    return {
      ...this.origin,
      query: this.queryAnswer(slate, request.explain),
      match,
      results,
      ...(request.explain === 'expert' ? { stages: stages.milliseconds } : {}),
    };
  }

  /** Reads explanations ahead until the signal ends. */
  readAhead(signal: AbortSignal, failed: (error: unknown) => void): Promise<void> {
    const encoded = ({ ordinal }: Listing): boolean => this.index.channelVectors(ordinal) !== undefined;
    return this.explainer.codedAtoms.readAhead(signal, encoded, failed);
  }

  /** As people had corrected it at the last request; a request's own is that of its query. */
  get dictionary(): NeuronDictionary {
    return this.neurons.known;
  }

  /** What answers: it stays the same for as long as this recommender is used. */
  get origin(): Pick<RecommendationAnswer, 'generation' | 'model' | 'dictionary'> {
    return {
      generation: this.index.generation,
      model: this.encoder.model,
      dictionary: this.dictionary.id,
    };
  }

  /** The slate without its explanations; errors as of {@link recommend}. */
  async ranked(request: SlateRequest, stages = new Stages()): Promise<RankedSlate> {
    const { text, picture, like } = request;
    const asked = this.askedWords(text, picture !== undefined || like.length > 0);
    // PostgreSQL looks for words and filters while the encoder works.
    const catalogueSide = handledLater(this.products.find(asked, lexicalCandidates, request.filter));
    const [query, exclude] = await this.read({ ...request, text: asked.text }, asked.neurons);
    stages.done('query');
    const side = await catalogueSide;
    stages.done('lexical-wait');
    const weights = channelWeights(this.index.weights, request.weights?.channels);
    const wanted = request.offset + request.limit;
    const finding = handledLater(
      this.candidates.find({ components: query.components, weights, wanted }, side),
    );
    // While the index's thread searches.
    if (request.explain !== 'none') query.coded();
    const found = await finding;
    stages.done('candidates');
    const places = this.slates.build(found, { ...request, exclude });
    stages.done('slate');
    const denied = asked.neurons.flatMap((neuron) => this.words.neuron(neuron).name ?? []);
    return { query, weights, side, denied, exclude, found, places };
  }

  /**
   * What a text asks for and by which other names, and what it denies, with the neurons of the dictionary of words for
   * that.
   *
   * @param beside whether something else asks too: then the text is a modification of that, else a text that only denies
   *   is taken as it is written
   */
  askedWords(text: string | undefined, beside = false): AskedWords & { readonly neurons: readonly number[] } {
    const read = readDenials(text ?? '', (words) => this.words.named(words));
    const { wanted, denied } = read.wanted === '' && !beside ? { wanted: text ?? '', denied: [] } : read;
    const asked = beside ? modificationIn(wanted) : wanted;
    return {
      text: asked === '' ? undefined : asked,
      synonyms: this.words.synonymsIn(asked),
      denied: denied.map(({ words }) => words),
      neurons: denied.map(({ neuron }) => neuron),
    };
  }

  private async read(request: SlateRequest, denied: readonly number[]): Promise<[AskedQuery, Product[]]> {
    const like = await this.judged(request.like, 'like');
    const unlike = await this.judged(request.unlike, 'unlike');
    const weights: ComponentWeights = request.weights?.parts ?? {};
    const corrected = handledLater(this.neurons.latest(request.language));
    const components = await queryComponents(
      {
        text: request.text,
        said: this.words.namesIn(request.text ?? ''),
        denied: denied.map((neuron) => Float32Array.from(this.words.direction(neuron))),
        picture: request.picture,
        like,
        unlike,
        weights,
      },
      this.encoder,
      this.substitution,
    );
    const dictionary = await corrected;
    if (components.length === 0)
      throw ProblemError.field('query.weights', 'every part of the query weighs 0', 'give a weight above 0');
    const query = new AskedQuery(
      [...components, ...steeredComponents(request.steer, dictionary)],
      dictionary,
    );
    return [query, [...like, ...unlike].map(({ product }) => product)];
  }

  /** How well the first result fits what was asked in words and pictures: steered neurons only choose among what fits. */
  match(slate: RankedSlate): RecommendationAnswer['match'] {
    return matchOf(this.bestResult(slate), matchThresholds);
  }

  private bestResult({ found: [first], query, weights, side }: RankedSlate): BestResult | undefined {
    const vectors = first && this.index.channelVectors(first.ordinal);
    if (!vectors) return undefined;
    const parts = query.components.filter(({ source }) => source !== 'steer' && source !== 'answer');
    const scorer = new EmbeddedScorer(parts, weights);
    return {
      embedded: scorer.score(vectors),
      coverage: side.lexical.coverage(first.ordinal),
      sources: sourcesOf(parts),
      background: backgroundIn(this.index, scorer),
      catalogue: this.index.size,
    };
  }

  private async judged(ids: readonly string[], field: 'like' | 'unlike'): Promise<JudgedProduct[]> {
    if (ids.length === 0) return [];
    const products = new Map((await this.products.byIds(ids)).map((product) => [product.id, product]));
    return [...new Set(ids)].map((id) => {
      const product = products.get(id);
      if (!product) throw ProblemError.notFound('product', id, `leave it out of query.${field}`);
      const vectors = this.index.channelVectors(product.ordinal);
      if (!vectors)
        throw new ProblemError(
          409,
          'not-indexed-yet',
          `Product "${id}" is still being encoded; try again soon.`,
        );
      return { product, vectors };
    });
  }

  /** What was understood of a query. */
  queryAnswer({ query, denied }: RankedSlate, level: ExplainLevel): RecommendationAnswer['query'] {
    return { neurons: this.queryNeurons(query, level), denied: [...denied] };
  }

  /** The neurons that fire for a query, the strongest first. */
  private queryNeurons(query: AskedQuery, level: ExplainLevel): RecommendationAnswer['query']['neurons'] {
    if (level === 'none') return [];
    return query
      .coded()
      .components.flatMap(({ source, code, said }) => {
        const shown = query.dictionary.shownCode(code);
        return Array.from(shown.neurons, (id, at) => {
          const neuron = query.dictionary.neuron(id);
          const activation = shown.activations[at] ?? 0;
          return {
            ...shownNeuron(neuron, level),
            source,
            activation,
            seen: activation >= leastActive,
            said: said !== undefined && saysName(said, neuron),
          };
        });
      })
      .sort((a, b) => b.activation - a.activation);
  }
}

/** What asks in a query, by its shares of the weight of all that is wanted. */
function sourcesOf(parts: AskedQuery['components']): Source[] {
  const wanted = parts.filter(({ weight }) => weight > 0);
  const total = wanted.reduce((sum, { weight }) => sum + weight, 0);
  const share = (source: QuerySource, modality: Modality): number =>
    wanted
      .filter((part) => part.source === source && part.modality === modality)
      .reduce((sum, { weight }) => sum + weight / total, 0);
  return [...new Set(wanted.map(({ source }) => source))].map((source) => ({
    text: share(source, 'text'),
    image: share(source, 'image'),
  }));
}

/** The generation's weights times the request's own, with the sum of each row kept, so that scores stay comparable. */
export function channelWeights(
  served: FusionWeights,
  asked:
    | { image?: number | undefined; description?: number | undefined; reviews?: number | undefined }
    | undefined,
): FusionWeights {
  if (!asked) return served;
  const row = (weights: FusionWeights['text']): FusionWeights['text'] => {
    const changed = {
      image: weights.image * (asked.image ?? 1),
      description: weights.description * (asked.description ?? 1),
      reviews: weights.reviews * (asked.reviews ?? 1),
    };
    const before = weights.image + weights.description + weights.reviews;
    const after = changed.image + changed.description + changed.reviews;
    if (after === 0)
      throw ProblemError.field('query.weights.channels', 'every channel weighs 0', 'give a weight above 0');
    const scale = before / after;
    return {
      image: changed.image * scale,
      description: changed.description * scale,
      reviews: changed.reviews * scale,
    };
  };
  return { text: row(served.text), image: row(served.image) };
}
