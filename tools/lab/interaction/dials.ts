import { estimate, seededRandom } from '#platform';
import { dot } from '#encoder';
import { activationOf, speakableNeurons } from '#explanation';
import type { Code } from '#neurons';
import { fuse } from '#search-index';
import { figure, shown } from '../report/figures.js';
import type { Engine } from '../engine/engine.js';
import { sampled } from '../statistics/sampled.js';
import { table } from '../report/report.js';
import type { Shop } from './shops.js';
import { plainRequest } from '../engine/plain-request.js';

const weights = [-2, -1, -0.5, -0.25, 0, 0.25, 0.5, 1, 2];
const firstResults = 10;
const neuronsTried = 20;
/** A neuron that hardly anything has can't be found more of. */
const leastProducts = 5;
const queries = ['a mug', 'a gift', 'something for the living room', 'for the kitchen', 'a bag'];

/** What the first results hold of a neuron, as means over them. */
interface Response {
  /** d[k] . f: what one unit of the dial adds to their scores. */
  readonly along: number;
  /** Their strongest activation among their atoms. */
  readonly activation: number;
  /** Share of them for which it fires at all. */
  readonly firing: number;
}

/** Whether the first results hold the more of a neuron the more it is turned up. */
export async function dialSection({ engine, about }: Shop): Promise<string> {
  const neurons = await commonNeurons(engine);
  const curves: Response[][] = [];
  for (const { id } of neurons)
    for (const text of queries) {
      const curve: Response[] = [];
      for (const weight of weights) curve.push(await response(engine, text, id, weight));
      curves.push(curve);
    }
  const rows = weights.map((weight, at) => [
    String(weight),
    ...(['along', 'activation', 'firing'] as const).map((measure) =>
      shown(estimate(curves.map((curve) => curve[at]![measure]))),
    ),
  ]);
  const monotone = (measure: keyof Response): number[] =>
    curves.map((curve) =>
      curve.slice(1).every((later, at) => later[measure] >= curve[at]![measure] - 1e-6) ? 1 : 0,
    );
  return [
    `${neurons.length} neurons that may be named and fire for at least ${leastProducts} products, each turned for ${queries.length} queries, in ${about}; n = ${curves.length} curves. What the first ${firstResults} results hold of the neuron:`,
    table(['Weight', 'mean d[k] . f', 'mean activation', 'share for which it fires'], rows),
    `Curves that never fall from one weight to the next: ${shown(estimate(monotone('along')))} of d[k] . f, ${shown(estimate(monotone('activation')))} of the activation. Rank correlation of weight and activation: ${shown(
      estimate(
        curves.map((curve) =>
          rankCorrelation(
            weights,
            curve.map(({ activation }) => activation),
          ),
        ),
      ),
    )}.`,
    `Neurons: ${neurons.map(({ name, confidence }) => `${name} (${figure(confidence)})`).join(', ')}.`,
  ].join('\n\n');
}

async function commonNeurons(engine: Engine): Promise<{ id: number; name: string; confidence: number }[]> {
  const { products, explainer, dictionary } = engine.recommender;
  const listings = engine.products.flatMap(({ ordinal }) => products.listing(ordinal) ?? []);
  const atoms = await explainer.codedAtoms.of(listings);
  const count = new Map<number, number>();
  for (const own of atoms.values())
    for (const neuron of new Set(own.flatMap(({ code }) => [...code.neurons])))
      count.set(neuron, (count.get(neuron) ?? 0) + 1);
  const common = speakableNeurons(dictionary).filter(({ id }) => (count.get(id) ?? 0) >= leastProducts);
  return sampled(common, neuronsTried, seededRandom(5));
}

async function response(engine: Engine, text: string, neuron: number, weight: number): Promise<Response> {
  const { recommender } = engine;
  const { places, weights: served } = await recommender.ranked({
    ...plainRequest,
    text,
    steer: [{ neuron, weight, source: 'steer' }],
    limit: firstResults,
  });
  const direction = recommender.dictionary.direction(neuron, 'text');
  const atoms = await recommender.explainer.codedAtoms.of(places.map(({ product }) => product));
  const mean = (of: (place: (typeof places)[number]) => number): number =>
    places.reduce((sum, place) => sum + of(place), 0) / places.length;
  const strongest = (place: (typeof places)[number]): number =>
    Math.max(
      0,
      ...(atoms.get(place.product) ?? []).map(({ code }: { code: Code }) => activationOf(code, neuron)),
    );
  return {
    along: mean(({ vectors }) => dot(direction, fuse(vectors, served, direction.length))),
    activation: mean(strongest),
    firing: mean((place) => (strongest(place) > 0 ? 1 : 0)),
  };
}

/** Spearman's: of the ranks, ties sharing theirs; 0 where one of the two never changes. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [ranks(a), ranks(b)];
  const mean = (a.length - 1) / 2;
  const sum = (of: (at: number) => number): number => a.reduce((total, _, at) => total + of(at), 0);
  const deviation = (own: readonly number[]): number => Math.sqrt(sum((at) => (own[at]! - mean) ** 2));
  const both = deviation(x) * deviation(y);
  return both === 0 ? 0 : sum((at) => (x[at]! - mean) * (y[at]! - mean)) / both;
}

function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const same = values.filter((other) => other === value).length;
    return below + (same - 1) / 2;
  });
}
