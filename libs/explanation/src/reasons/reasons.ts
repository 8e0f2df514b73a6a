import type { CodedQuery } from '../decompose/asked-query.js';
import type { QuerySource } from '../decompose/query-component.js';
import { isReasonable } from '../disclosure.js';
import { channels, type Channel } from '#encoder';
import { leastActive, nameForm, type Code, type Neuron, type NeuronDictionary } from '#neurons';
import type { Contribution, Decomposition } from '../decompose/decompose.js';

/** A product's picture, description passage or review with the neurons that fire for it. */
export interface CodedAtom {
  readonly channel: Channel;
  readonly position: number;
  /** The words; null for a picture. */
  readonly text: string | null;
  readonly code: Code;
}

/** In how many atoms of a channel a neuron fires. */
export interface ActiveIn {
  readonly channel: Channel;
  readonly firing: number;
  readonly of: number;
}

/** A neuron that may be shown for a product (docs/neurons.md, section 4). */
export interface Reason {
  readonly neuron: Neuron;
  readonly contribution: Contribution;
  /** The channel that carried it: the largest contribution among the channels where an atom fires. */
  readonly channel: Channel;
  /** The atom of that channel that fires most. */
  readonly atom: { readonly position: number; readonly text: string | null; readonly activation: number };
  /** contribution / embedded score. */
  readonly share: number;
  /** The channels with a positive contribution where an atom fires, in the order image, description, reviews. */
  readonly activeIn: readonly ActiveIn[];
  /** The parts of the query that it fires for. */
  readonly askedBy: readonly QuerySource[];
  /** The words of the query say its name, or another name of the same; false where it fires for them unsaid. */
  readonly said: boolean;
  /**
   * A category that is less than half as strong as the strongest one, in all parts of the query that it fires for or
   * in the product's own atoms: it resembles the thing and does not name it.
   */
  readonly dominated: boolean;
}

/** What may be said about one product. */
export interface ExplainedProduct {
  /** Largest share first. */
  readonly reasons: readonly Reason[];
  /** Contributions below 0, the largest loss first: for merchants and experts. */
  readonly against: readonly { readonly neuron: Neuron; readonly contribution: Contribution }[];
  /** Share of the embedded score that neurons explain, 0..1. */
  readonly explained: number;
}

/** A contribution below this share of the embedded score is no reason. */
export const leastShare = 0.05;

/** A category below this share of the strongest one's activation is {@link Reason.dominated}. */
const ownKindShare = 0.5;

/**
 * The reasons of one product: neurons that fire for the query and, at least as {@link leastActive} says, for an atom of
 * this product, whose contribution is positive and at least {@link leastShare} of the embedded score. Nothing else is a reason, however likely; and
 * nothing that people hid or excluded.
 *
 * @param atoms all atoms of the product, also those for which nothing fires: they are counted ("2 of 7 reviews").
 */
export function explainProduct(
  query: CodedQuery,
  decomposition: Decomposition,
  atoms: readonly CodedAtom[],
): ExplainedProduct {
  const { score, contributions, explained } = decomposition;
  const { dictionary } = query;
  const asked = askedOf(query);
  const shown = byChannel(atoms, dictionary);
  let kinds: readonly number[] | undefined;
  const reasons: Reason[] = [];
  for (const contribution of contributions) {
    const askedBy = asked.by.get(contribution.neuron);
    if (score <= 0 || askedBy === undefined || contribution.total < leastShare * score) continue;
    const neuron = dictionary.neuron(contribution.neuron);
    const found = isReasonable(neuron) ? carried(contribution, shown) : undefined;
    if (!found) continue;
    const isKind = neuron.facet === 'category';
    if (isKind) kinds ??= ownKinds(query, asked, shown);
    // Field by field, here and below: copying by spreading takes longer than all else that is done for a reason.
    reasons.push({
      neuron,
      contribution,
      channel: found.channel,
      atom: found.atom,
      share: contribution.total / score,
      activeIn: found.activeIn,
      askedBy,
      said: asked.said.has(contribution.neuron),
      dominated: isKind && !kinds?.includes(contribution.neuron),
    });
  }
  const against = contributions
    .filter((contribution) => contribution.total < 0)
    .reverse()
    .map((contribution) => ({ neuron: dictionary.neuron(contribution.neuron), contribution }))
    .filter(({ neuron }) => isReasonable(neuron));
  return { reasons, against, explained };
}

/** The atoms of a product by the channel that they belong to, with their codes as they are shown. */
type AtomsByChannel = Readonly<Record<Channel, readonly CodedAtom[]>>;

function byChannel(atoms: readonly CodedAtom[], dictionary: NeuronDictionary): AtomsByChannel {
  const sorted: Record<Channel, CodedAtom[]> = { image: [], description: [], reviews: [] };
  for (const atom of atoms) {
    const code = dictionary.shownCode(atom.code);
    const { channel, position, text } = atom;
    sorted[channel].push(code === atom.code ? atom : { channel, position, text, code });
  }
  return sorted;
}

/**
 * Whether words say a neuron's name: of a name of two terms both, wherever they stand.
 *
 * @param said the names that the words say, as {@link nameForm} writes them
 */
export function saysName(said: ReadonlySet<string>, { name, parts }: Neuron): boolean {
  return name !== null && (parts ?? [{ name }]).every((part) => said.has(nameForm(part.name)));
}

/** What fires for what is wanted. */
interface Asked {
  /** Neurons, with the parts that they fire for. */
  readonly by: ReadonlyMap<number, QuerySource[]>;
  /** Those of them whose name the words of the query say. */
  readonly said: ReadonlySet<number>;
  /** The categories that a part of the query is, each by at least half of its strongest one. */
  readonly kinds: readonly number[];
}

// The same for every product of a slate.
const known = new WeakMap<CodedQuery, Asked>();

function askedOf(query: CodedQuery): Asked {
  const before = known.get(query);
  if (before) return before;
  const by = new Map<number, QuerySource[]>();
  const kinds: number[] = [];
  const names = new Set<string>();
  for (const part of query.components) {
    if (part.weight <= 0) continue;
    for (const name of part.said ?? []) names.add(name);
    const code = query.dictionary.shownCode(part.code);
    for (const neuron of code.neurons) {
      const sources = by.get(neuron) ?? [];
      by.set(neuron, sources.includes(part.source) ? sources : [...sources, part.source]);
    }
    kinds.push(...strongest(addKinds(new Map(), query.dictionary, code, 1)));
  }
  const said = [...by.keys()].filter((neuron) => saysName(names, query.dictionary.neuron(neuron)));
  const asked = { by, said: new Set(said), kinds };
  known.set(query, asked);
  return asked;
}

/**
 * The categories that are at least half as strong as the strongest one: what fires less only resembles the thing
 * ("t-shirt" for a mug).
 *
 * @param kinds strengths of categories, by neuron
 */
function strongest(kinds: ReadonlyMap<number, number>): number[] {
  const bar = ownKindShare * Math.max(...kinds.values());
  return [...kinds].flatMap(([neuron, strength]) => (strength >= bar ? [neuron] : []));
}

/** The categories that a part of the query and the product are both, each by at least half of its strongest one. */
function ownKinds({ dictionary }: CodedQuery, asked: Asked, atoms: AtomsByChannel): number[] {
  const own = new Map<number, number>();
  for (const channel of channels) {
    const ofChannel = atoms[channel];
    for (const { code } of ofChannel) addKinds(own, dictionary, code, 1 / ofChannel.length);
  }
  const kinds = strongest(own);
  return asked.kinds.filter((neuron) => kinds.includes(neuron));
}

/** Adds the activations of those neurons of a code that are categories. */
function addKinds(
  sums: Map<number, number>,
  dictionary: NeuronDictionary,
  { neurons, activations }: Code,
  weight: number,
): Map<number, number> {
  // A plain loop: every atom of every product of a slate passes here.
  for (let i = 0; i < neurons.length; i += 1) {
    const neuron = neurons[i] as number;
    if (dictionary.neuron(neuron).facet !== 'category') continue;
    sums.set(neuron, (sums.get(neuron) ?? 0) + weight * (activations[i] as number));
  }
  return sums;
}

function carried(
  { neuron, byChannel }: Contribution,
  atoms: AtomsByChannel,
): Pick<Reason, 'channel' | 'atom' | 'activeIn'> | undefined {
  const activeIn: ActiveIn[] = [];
  let best: Channel | undefined;
  let atom: Reason['atom'] | undefined;
  for (const channel of channels) {
    if (byChannel[channel] <= 0) continue;
    let firing = 0;
    let strongest: Reason['atom'] | undefined;
    for (const { position, text, code } of atoms[channel]) {
      const activation = activationOf(code, neuron);
      if (activation < leastActive) continue;
      firing += 1;
      if (!strongest || activation > strongest.activation) strongest = { position, text, activation };
    }
    if (!strongest) continue;
    activeIn.push({ channel, firing, of: atoms[channel].length });
    if (best !== undefined && byChannel[channel] <= byChannel[best]) continue;
    best = channel;
    atom = strongest;
  }
  return best && atom && { channel: best, atom, activeIn };
}

/** How strongly a neuron fires in a code; 0 where it does not. */
export function activationOf(code: Code, neuron: number): number {
  const at = code.neurons.indexOf(neuron);
  return at < 0 ? 0 : (code.activations[at] ?? 0);
}
