import { leastActive, type Neuron, type NeuronDictionary } from '#neurons';
import { predicate, speakableNeurons, type CodedAtom } from '#explanation';
import { ProblemError } from '#platform';
import { slateRequest } from '../asked-request.js';
import type { RankedSlate, Recommender } from '../recommender.js';
import type { Place } from '../slate.js';
import { steeredByAnswers, answered, chosenNeuron } from './answers.js';
import {
  mostQuestions,
  type DialogueAnswer,
  type DialogueRequest,
  type DialogueState,
  type GivenAnswer,
  type Question,
} from './contract.js';
import { bestSplit, chances, strongestOf, whichFacets, type Askable, type Candidate } from './questions.js';

/** Questions are chosen to tell so many products apart. */
const candidatesLooked = 60;
/** A candidate that scores this much less is e times less likely; set by hand, not fitted. */
const temperature = 0.08;
/** One candidate this likely is clear. */
const clearChance = 0.7;
/** A question that takes away less doubt, in bits, is not asked. */
const leastGain = 0.05;
const examplesShown = 3;
/** A value below this share of its facet's strongest one does not count. */
const leastShareOfStrongest = 0.5;

type Asked = Neuron & { readonly name: string };

/** The candidates of a slate with what fires for them. */
interface Pool {
  readonly places: readonly Place[];
  readonly candidates: readonly Candidate[];
}

/** One turn of a dialogue: what is proposed now, and the question that would tell most. It keeps nothing. */
export class Dialogue {
  constructor(private readonly recommender: Recommender) {}

  /**
   * @param picture the query's picture, from wherever it came
   * @throws {ProblemError} 400 for an answer that does not fit the state, 409 for a state of another dictionary, and what
   *   a recommendation throws.
   */
  async turn(request: DialogueRequest, picture: Uint8Array | undefined): Promise<DialogueAnswer> {
    const { recommender } = this;
    const state = answered(this.known(request.state), request.answer);
    const asked = slateRequest(request, picture, {
      limit: candidatesLooked,
      offset: 0,
      diversity: 0,
      explain: 'shopper',
      language: request.language,
      collapseVariants: request.variants === 'collapse',
    });
    const slate = await recommender.ranked({
      ...asked,
      steer: [...asked.steer, ...steeredByAnswers(state.answers)],
    });
    const shown = slate.places.slice(0, request.limit);
    const results = await recommender.explainer.results(shown, slate.query, slate.weights, 'shopper');
    const { question, ended } = await this.next(slate, state, request);
    return {
      ...recommender.origin,
      match: recommender.match(slate),
      query: recommender.queryAnswer(slate, 'shopper'),
      results,
      question,
      ended,
      state: { ...state, asks: question?.neurons ?? null },
    };
  }

  private known(state: DialogueState | undefined): DialogueState {
    const { id, size } = this.recommender.dictionary;
    if (!state) return { dictionary: id, answers: [], asks: null };
    if (state.dictionary !== id)
      throw new ProblemError(
        409,
        'dictionary-changed',
        `The answers belong to the dictionary ${state.dictionary}, now ${id} serves; begin the dialogue anew.`,
      );
    const all = [...state.answers.flatMap(({ neurons }) => neurons), ...(state.asks ?? [])];
    if (all.some((neuron) => neuron >= size))
      throw ProblemError.field('state', 'names a neuron that is not there', 'send the state as it came');
    return state;
  }

  private async next(
    slate: RankedSlate,
    { answers }: DialogueState,
    request: DialogueRequest,
  ): Promise<{ question: Question | null; ended: DialogueAnswer['ended'] }> {
    if (answers.length >= mostQuestions) return { question: null, ended: 'asked-enough' };
    const pool = await this.pool(slate);
    const [first] = pool.candidates;
    if (first && first.chance >= clearChance) return { question: null, ended: 'clear' };
    const askable = this.askable(slate, answers, request);
    const split = bestSplit(pool.candidates, askable);
    if (!split || split.gain < leastGain) return { question: null, ended: 'nothing-splits' };
    const neurons = split.neurons.flatMap(({ id }) => askable.find((neuron) => neuron.id === id) ?? []);
    return { question: question(neurons, split.gain, askable, pool), ended: null };
  }

  private async pool({ places, query }: RankedSlate): Promise<Pool> {
    const atoms = await this.recommender.explainer.codedAtoms.of(places.map(({ product }) => product));
    const likely = chances(places.map(scoreOf), temperature);
    const candidates = places.map(({ product }, at) => ({
      chance: likely[at] ?? 0,
      fires: firesIn(atoms.get(product) ?? [], query.dictionary),
    }));
    return { places, candidates };
  }

  /** What may be asked: sure names not about people, of which neither the query nor an answer said anything yet. */
  private askable(
    { query }: RankedSlate,
    answers: readonly GivenAnswer[],
    request: DialogueRequest,
  ): Asked[] {
    const told = new Set(
      query
        .coded()
        .components.filter(({ source }) => source === 'text' || source === 'steer')
        .flatMap(({ code }) =>
          [...code.neurons].filter((_, at) => (code.activations[at] ?? 0) >= leastActive),
        ),
    );
    for (const { neuron } of request.query.steer ?? []) told.add(neuron);
    for (const { neurons } of answers) for (const neuron of neurons) told.add(neuron);
    const { dictionary } = query;
    // A facet of which one value is chosen, or which does not matter as a whole, is done with.
    const done = new Set(
      answers.flatMap((answer) => {
        const settled = chosenNeuron(answer) ?? (answer.neurons.length > 1 ? answer.neurons[0] : undefined);
        return settled === undefined ? [] : [dictionary.neuron(settled).facet];
      }),
    );
    return speakableNeurons(dictionary).filter(
      ({ id, facet }) => !told.has(id) && !(facet !== null && whichFacets.includes(facet) && done.has(facet)),
    );
  }
}

function question(
  neurons: readonly Asked[],
  gain: number,
  askable: readonly Askable[],
  pool: Pool,
): Question {
  const [first, second] = neurons;
  const any = { id: 'any', text: "doesn't matter", examples: [] };
  const rounded = Number(gain.toFixed(3));
  const ids = neurons.map(({ id }) => id);
  if (!first || second) {
    const facet = first?.facet ?? null;
    const own = askable.filter((neuron) => neuron.facet === facet);
    return {
      text: `Which ${facet === 'category' ? 'kind' : (facet ?? 'one')}?`,
      kind: 'which',
      facet,
      neurons: ids,
      gain: rounded,
      answers: [
        ...neurons.map(({ id, name, localName }) => ({
          id: String(id),
          text: localName ?? name,
          examples: examples(pool, ({ fires }) => strongestOf(fires, own) === id),
        })),
        any,
      ],
    };
  }
  const words = first.localName ?? predicate(first);
  return {
    text: `${words.charAt(0).toUpperCase()}${words.slice(1)}?`,
    kind: 'yes-no',
    facet: first.facet,
    neurons: ids,
    gain: rounded,
    answers: [
      { id: 'yes', text: 'yes', examples: examples(pool, ({ fires }) => fires.has(first.id)) },
      { id: 'no', text: 'no', examples: examples(pool, ({ fires }) => !fires.has(first.id)) },
      any,
    ],
  };
}

function examples(
  { places, candidates }: Pool,
  fits: (candidate: Candidate) => boolean,
): Question['answers'][number]['examples'] {
  return places
    .filter((_, at) => {
      const candidate = candidates[at];
      return candidate !== undefined && fits(candidate);
    })
    .slice(0, examplesShown)
    .map(({ product }) => ({
      productId: product.id,
      title: product.title,
      picture: product.pictures[0]?.contentHash ?? null,
    }));
}

/**
 * What a product's pictures and description show, with the strongest activation; reviews also tell of other things. Of
 * categories the strongest alone: the others only resemble the thing ("t-shirt" for a mug), and nobody who wants a
 * mug is to be asked for one. Of other facets that have one value those at least half as strong as the strongest: a green
 * mug is no answer to "red?", though one of its passages fires red. How strong a value is, is the mean over the atoms of
 * each channel, added up.
 */
function firesIn(atoms: readonly CodedAtom[], dictionary: NeuronDictionary): ReadonlyMap<number, number> {
  const shown = atoms.filter(({ channel }) => channel !== 'reviews');
  const fires = new Map<number, number>();
  const strengths = new Map<number, number>();
  for (const { channel, code } of shown) {
    const ofChannel = shown.filter((other) => other.channel === channel).length;
    const { neurons, activations } = dictionary.shownCode(code);
    neurons.forEach((neuron, at) => {
      const activation = activations[at] ?? 0;
      strengths.set(neuron, (strengths.get(neuron) ?? 0) + activation / ofChannel);
      if (activation >= leastActive) fires.set(neuron, Math.max(fires.get(neuron) ?? 0, activation));
    });
  }
  for (const facet of whichFacets) {
    const values = [...fires.keys()].filter((neuron) => dictionary.neuron(neuron).facet === facet);
    const strengthOf = (neuron: number): number => strengths.get(neuron) ?? 0;
    const strongest = Math.max(...values.map(strengthOf));
    const least = facet === 'category' ? strongest : leastShareOfStrongest * strongest;
    for (const neuron of values) if (strengthOf(neuron) < least) fires.delete(neuron);
  }
  return fires;
}

function scoreOf({ candidate, rule }: Place): number {
  return candidate.embedded + candidate.lexical + (rule?.value ?? 0);
}
