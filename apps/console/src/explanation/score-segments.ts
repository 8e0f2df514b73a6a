import type { Facet, Result, ResultNeuron } from '../api/types';
import { neuronName, shopperName } from './facets';

/** One piece of a score. The values of all pieces of a result add up to its score. */
export interface Segment {
  readonly key: string;
  readonly kind: 'neuron' | 'channel' | 'minor' | 'lexical' | 'rule' | 'remainder';
  readonly label: string;
  readonly value: number;
  readonly facet: Facet | null;
  readonly neuron?: ResultNeuron;
}

/** A segment with its place on the bar's axis; `from` < `to`. */
export interface PlacedSegment extends Segment {
  readonly from: number;
  readonly to: number;
}

export interface BarLayout {
  /** What speaks for the product, from 0 to the right. */
  readonly forIt: readonly PlacedSegment[];
  /** What speaks against it, from the end of `forIt` back to the score. */
  readonly against: readonly PlacedSegment[];
  readonly score: number;
  readonly min: number;
  readonly max: number;
}

// A neuron below this share of everything that speaks for the product would be thinner than a hair on the bar.
const minorShare = 0.015;

const channelLabels = { image: 'Picture', description: 'Description', reviews: 'Reviews' } as const;

/**
 * The pieces of a score in the order of the bar: neurons by contribution, words, rules, and what is left open.
 * @param detailed whether neurons without a sure name are told by their numbers
 */
export function scoreSegments(result: Result, detailed = false): Segment[] {
  const embedded =
    result.neurons === undefined
      ? channelSegments(result)
      : neuronSegments(result.neurons, result.remainder ?? 0, detailed ? neuronName : shopperName);
  const extra = result.parts.flatMap((part, index): Segment[] => {
    if (part.value === 0) return [];
    if (part.source === 'lexical')
      return [
        { key: 'lexical', kind: 'lexical', label: 'Your words in its text', value: part.value, facet: null },
      ];
    if (part.source === 'rule')
      return [
        { key: `rule-${index}`, kind: 'rule', label: ruleLabel(part.rule), value: part.value, facet: null },
      ];
    return [];
  });
  const unnamed: Segment[] = result.unnamed
    ? [
        {
          key: 'unnamed',
          kind: 'neuron',
          label: `${result.unnamed.count} without a sure name`,
          value: result.unnamed.contribution,
          facet: null,
        },
      ]
    : [];
  const rest = result.neurons === undefined ? 0 : (result.remainder ?? 0);
  const remainder: Segment[] =
    rest === 0
      ? []
      : [
          {
            key: 'remainder',
            kind: 'remainder',
            label: rest < 0 ? 'Overall difference' : 'Overall likeness',
            value: rest,
            facet: null,
          },
        ];
  return [...embedded, ...unnamed, ...extra, ...remainder];
}

function ruleLabel(rule: string | undefined): string {
  return rule === undefined ? 'A rule of the shop' : `Shop rule: ${rule.replaceAll('-', ' ')}`;
}

function channelSegments(result: Result): Segment[] {
  return result.parts.flatMap((part): Segment[] => {
    if (part.source === 'lexical' || part.source === 'rule' || part.value === 0) return [];
    return [
      {
        key: part.source,
        kind: 'channel',
        label: channelLabels[part.source],
        value: part.value,
        facet: null,
      },
    ];
  });
}

function neuronSegments(
  neurons: readonly ResultNeuron[],
  remainder: number,
  nameOf: (neuron: ResultNeuron) => string,
): Segment[] {
  const forIt = neurons.reduce(
    (sum, { contribution }) => sum + Math.max(0, contribution),
    Math.max(0, remainder),
  );
  const sorted = neurons
    .filter(({ contribution }) => contribution !== 0)
    .toSorted((a, b) => b.contribution - a.contribution);
  const isMinor = ({ contribution }: ResultNeuron) => Math.abs(contribution) < minorShare * forIt;
  const major = sorted
    .filter((neuron) => !isMinor(neuron))
    .map((neuron): Segment => ({
      key: `neuron-${neuron.id}`,
      kind: 'neuron',
      label: nameOf(neuron),
      value: neuron.contribution,
      facet: neuron.facet,
      neuron,
    }));
  const minor = sorted.filter(isMinor);
  return [
    ...major.filter(({ value }) => value > 0),
    ...bundled(
      'minor-for',
      minor.filter(({ contribution }) => contribution > 0),
    ),
    ...major.filter(({ value }) => value < 0),
    ...bundled(
      'minor-against',
      minor.filter(({ contribution }) => contribution < 0),
    ),
  ];
}

function bundled(key: string, neurons: readonly ResultNeuron[]): Segment[] {
  if (neurons.length === 0) return [];
  const value = neurons.reduce((sum, { contribution }) => sum + contribution, 0);
  const label = neurons.length === 1 ? '1 small match' : `${neurons.length} small matches`;
  return [{ key, kind: 'minor', label, value, facet: null }];
}

/** Lays the pieces out on one axis: first all that adds, then all that takes away, ending at the score. */
export function layOut(segments: readonly Segment[]): BarLayout {
  const forIt: PlacedSegment[] = [];
  const against: PlacedSegment[] = [];
  let end = 0;
  for (const segment of segments) {
    if (segment.value <= 0) continue;
    forIt.push({ ...segment, from: end, to: end + segment.value });
    end += segment.value;
  }
  const max = end;
  for (const segment of segments) {
    if (segment.value >= 0) continue;
    against.push({ ...segment, from: end + segment.value, to: end });
    end += segment.value;
  }
  return { forIt, against, score: end, min: Math.min(0, end), max };
}

/** The axis that all bars of one slate share, so that a longer bar is a higher score. */
export function sharedAxis(layouts: readonly BarLayout[]): { min: number; max: number } {
  return {
    min: Math.min(0, ...layouts.map(({ min }) => min)),
    max: Math.max(1e-9, ...layouts.map(({ max }) => max)),
  };
}
