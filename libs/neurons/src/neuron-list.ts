import type { z } from 'zod';
import type { ListedNeuron, neuronsRequest } from './contract.js';
import type { CorrectedDictionary } from './corrections/corrected-dictionary.js';
import type { Neuron } from './dictionary.js';
import { shownNeuron } from './neuron-page.js';
import type { NeuronFigures } from './serving-neurons.js';

type Request = z.output<typeof neuronsRequest>;

interface Candidate {
  readonly neuron: Neuron;
  readonly figures: NeuronFigures;
}

const silent: NeuronFigures = { fires: { image: 0, text: 0 }, either: 0, both: 0 };

/** The neurons that fit a request in its order, and the page of them that it asks for. */
export function neuronList(
  dictionary: CorrectedDictionary,
  figures: readonly NeuronFigures[],
  request: Request,
): { total: number; neurons: ListedNeuron[] } {
  const fitting = Array.from({ length: dictionary.size }, (_, id) => ({
    neuron: dictionary.neuron(id),
    figures: figures[id] ?? silent,
  })).filter(({ neuron }) => fits(neuron, request));
  if (request.sort !== 'id') fitting.sort(orders[request.sort]);
  return {
    total: fitting.length,
    neurons: fitting
      .slice(request.offset, request.offset + request.limit)
      .map(({ neuron: { id }, figures: { fires, either, both } }) => ({
        ...shownNeuron(dictionary, id),
        fires: { ...fires },
        agreement: either === 0 ? null : both / either,
      })),
  };
}

function fits({ id, name, localName, facet }: Neuron, { search, facet: sought, named }: Request): boolean {
  const words = search?.toLowerCase();
  return (
    (words === undefined ||
      String(id) === words ||
      [name, localName].some((one) => one?.toLowerCase().includes(words))) &&
    (sought === undefined || facet === sought) &&
    (named === undefined || (name !== null) === (named === 'yes'))
  );
}

type Order = (a: Candidate, b: Candidate) => number;

/** Equal ones by number. */
function descending(value: (candidate: Candidate) => number): Order {
  return (a, b) => value(b) - value(a) || a.neuron.id - b.neuron.id;
}

const names = new Intl.Collator('en');
const orders: Record<Exclude<Request['sort'], 'id'>, Order> = {
  fires: descending(({ figures: { fires } }) => fires.image + fires.text),
  confidence: descending(({ neuron }) => neuron.confidence),
  agreement: descending(({ figures: { both, either } }) => lowerBound(both, either)),
  // Those without a name come last.
  name: (a, b) =>
    Number(nameOf(a) === null) - Number(nameOf(b) === null) ||
    names.compare(nameOf(a) ?? '', nameOf(b) ?? '') ||
    a.neuron.id - b.neuron.id,
};

function nameOf({ neuron: { name, localName } }: Candidate): string | null {
  return localName ?? name;
}

/**
 * Lower end of the 95 % interval of a share (Wilson 1927): so that 1 of 1 does not stand before 90 of 100. 0 of none.
 */
export function lowerBound(some: number, all: number): number {
  if (all === 0) return 0;
  const z = 1.96;
  const share = some / all;
  const centre = share + z ** 2 / (2 * all);
  const spread = z * Math.sqrt((share * (1 - share)) / all + (z / (2 * all)) ** 2);
  return (centre - spread) / (1 + z ** 2 / all);
}
