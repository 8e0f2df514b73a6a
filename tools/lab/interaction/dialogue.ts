import { estimate, median, seededRandom } from '#platform';
import { readVocabulary } from '#neurons';
import { speakableNeurons, type CodedAtom } from '#explanation';
import { figure, shown } from '../report/figures.js';
import type { DialogueAnswer, DialogueState } from '../../../libs/recommendation/src/dialogue/contract.js';
import { Labels } from '../data/labels.js';
import { sampled } from '../statistics/sampled.js';
import { table } from '../report/report.js';
import { asked } from './asked.js';
import type { Shop } from './shops.js';
import { holds, targets, type Target } from './targets.js';
import { plainRequest } from '../engine/plain-request.js';

const shoppers = 200;
const mostQuestions = 10;
/** A shopper is content when the product is among so many. */
const seenPlaces = 3;
const questionCounts = [0, 1, 2, 3, 5, 10];

/** Who chooses what is asked. */
type Asker = 'chosen' | 'random';
/** What a shopper answers from. */
type Knowledge = 'labels and picture' | 'labels';

/** One shopper's way: after how many questions the product was seen; Infinity: never. */
interface Way {
  readonly questions: number;
  readonly asked: number;
  readonly answeredByLabels: number;
  readonly answeredByAtoms: number;
}

interface Shopper {
  readonly shop: Shop;
  readonly target: Target;
  /** The neurons that fire for the product's pictures and description. */
  readonly fires: ReadonlySet<number>;
}

/** Simulated shoppers with a product in mind: after how many questions they see it. */
export async function dialogueSection(shops: readonly Shop[]): Promise<string> {
  const all = await drawnShoppers(shops);
  const chosen = await ways(all, 'chosen', 'labels and picture');
  const random = await ways(all, 'random', 'labels and picture');
  const labelled = await ways(all, 'chosen', 'labels');
  const without = chosen.map((way) => (way.questions === 0 ? 0 : Infinity));
  const rows: [string, readonly number[]][] = [
    ['questions that split best', chosen.map(({ questions }) => questions)],
    ['random questions', random.map(({ questions }) => questions)],
    ['no questions', without],
    ['questions that split best, answered from labels alone', labelled.map(({ questions }) => questions)],
    ...shops.map(({ name }): [string, readonly number[]] => [
      `${name}: questions that split best`,
      chosen.filter((_, at) => all[at]!.shop.name === name).map(({ questions }) => questions),
    ]),
  ];
  const sum = (of: (way: Way) => number): number => chosen.reduce((total, way) => total + of(way), 0);
  return [
    `${all.length} simulated shoppers in ${shops.length} shops, each with one product in mind that the engine does not know of: ${shops.map(({ about }) => about).join('; ')}. They begin with the kind of the product in a word or two ("mug") and answer truthfully: by what is known of the product for certain (labels, ${figure(sum(({ answeredByLabels }) => answeredByLabels) / sum((way) => way.asked))} of the answers), else by whether the neuron fires for its picture or description (${figure(sum(({ answeredByAtoms }) => answeredByAtoms) / sum((way) => way.asked))}); of two that both hold or both don't, "doesn't matter". They stop when the product is among the first ${seenPlaces}, when nothing is asked any more, or after ${mostQuestions} questions. Random questions are about any neuron that may be named and fires for one of the products first proposed or looked at. All over HTTP.`,
    table(
      [
        '',
        'shoppers',
        `median questions until in the first ${seenPlaces}`,
        ...questionCounts.map((count) => `in the first ${seenPlaces} after ${count}`),
      ],
      rows.map(([name, questions]) => [
        name,
        String(questions.length),
        medianOf(questions),
        ...questionCounts.map((count) => shown(estimate(questions.map((own) => (own <= count ? 1 : 0))))),
      ]),
    ),
    `Of those that did not see it at once, the questions that split best needed ${medianOf(chosen.map(({ questions }) => questions).filter((own) => own > 0))} in the median, random ones ${medianOf(random.map(({ questions }) => questions).filter((own) => own > 0))}.`,
  ].join('\n\n');
}

function medianOf(values: readonly number[]): string {
  const most = values.length === 0 ? Infinity : median(values);
  return most === Infinity ? `more than ${mostQuestions}` : String(most);
}

async function drawnShoppers(shops: readonly Shop[]): Promise<Shopper[]> {
  const labels = new Labels(await readVocabulary());
  const each = Math.ceil(shoppers / shops.length);
  const drawn = await Promise.all(
    shops.map(async (shop) => {
      const chosen = sampled(targets(shop, labels), each, seededRandom(13));
      const { products, explainer } = shop.engine.recommender;
      const listings = new Map(
        shop.engine.products.map(({ id, ordinal }) => [id, products.listing(ordinal)] as const),
      );
      const wanted = chosen.flatMap(({ id }) => listings.get(id) ?? []);
      const atoms = await explainer.codedAtoms.of(wanted);
      return chosen.map((target) => {
        const listing = listings.get(target.id);
        return { shop, target, fires: firing((listing && atoms.get(listing)) ?? []) };
      });
    }),
  );
  return drawn.flat().slice(0, shoppers);
}

function firing(atoms: readonly CodedAtom[]): Set<number> {
  return new Set(
    atoms.filter(({ channel }) => channel !== 'reviews').flatMap(({ code }) => [...code.neurons]),
  );
}

async function ways(all: readonly Shopper[], asker: Asker, knowledge: Knowledge): Promise<Way[]> {
  const random = seededRandom(17);
  const gone: Way[] = [];
  for (const shopper of all) gone.push(await way(shopper, asker, knowledge, random));
  return gone;
}

async function way(shopper: Shopper, asker: Asker, knowledge: Knowledge, random: () => number): Promise<Way> {
  const { shop, target } = shopper;
  const query = { text: target.brief };
  const base = { query, limit: seenPlaces, variants: 'all' };
  let turn = await asked<DialogueAnswer>(shop, '/v1/dialogue', base);
  const open = asker === 'random' ? await splitting(shop, target.brief) : [];
  let questions = 0;
  let answeredByLabels = 0;
  let answeredByAtoms = 0;
  for (;;) {
    const seen = turn.results.some(({ product }) => product.id === target.id);
    const state = asker === 'chosen' ? turn.state : randomlyAsking(turn.state, open, random);
    if (seen || !state.asks || questions >= mostQuestions)
      return { questions: seen ? questions : Infinity, asked: questions, answeredByLabels, answeredByAtoms };
    const { answer, from } = answerOf(shopper, state.asks, knowledge);
    if (from === 'labels') answeredByLabels += 1;
    if (from === 'atoms') answeredByAtoms += 1;
    questions += 1;
    turn = await asked<DialogueAnswer>(shop, '/v1/dialogue', { ...base, state, answer });
  }
}

/** What a shopper says to "is it ...?" or to "which of these?", and from where it is known. */
function answerOf(
  { shop, target, fires }: Shopper,
  asks: readonly number[],
  knowledge: Knowledge,
): { answer: string; from: 'labels' | 'atoms' | 'nowhere' } {
  const known = asks.map((id) => holds(target.truth, shop.engine.recommender.dictionary.neuron(id)));
  const byLabels = known.every((one) => one !== undefined);
  if (!byLabels && knowledge === 'labels') return { answer: 'any', from: 'nowhere' };
  const held = byLabels ? known : asks.map((id) => fires.has(id));
  const from = byLabels ? 'labels' : 'atoms';
  if (asks.length === 1) return { answer: held[0] ? 'yes' : 'no', from };
  const own = asks.filter((_, at) => held[at]);
  return { answer: own.length === 1 ? String(own[0]) : 'any', from };
}

/** The neurons that may be named and fire for any product that the dialogue would look at. */
async function splitting({ engine }: Shop, text: string): Promise<number[]> {
  const { recommender } = engine;
  const { places } = await recommender.ranked({
    ...plainRequest,
    text,
    limit: 60,
  });
  const atoms = await recommender.explainer.codedAtoms.of(places.map(({ product }) => product));
  const fires = firing([...atoms.values()].flat());
  return speakableNeurons(recommender.dictionary).flatMap(({ id }) => (fires.has(id) ? id : []));
}

/** The state as if one of the open neurons, that was not asked about yet, had been asked about. */
function randomlyAsking(state: DialogueState, open: readonly number[], random: () => number): DialogueState {
  const told = new Set(state.answers.flatMap(({ neurons }) => neurons));
  const left = open.filter((id) => !told.has(id));
  const next = left[Math.floor(random() * left.length)];
  return { ...state, asks: next === undefined ? null : [next] };
}
