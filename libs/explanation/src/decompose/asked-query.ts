import type { NeuronDictionary } from '#neurons';
import type { CodedComponent, QueryComponent } from './query-component.js';

interface PreparedComponent extends CodedComponent {
  /**
   * Row-major, in float64: the vector q, what its code leaves open r = q - sum_k a[k] d[k], then d[k] of each neuron of
   * the code.
   */
  readonly rows: Float64Array;
  /** Of each neuron of the code: its place in {@link CodedQuery.neurons}. */
  readonly places: readonly number[];
}

/** A query with its directions and remainders, made once and used for every product of the slate. */
export interface CodedQuery {
  readonly components: readonly PreparedComponent[];
  readonly dictionary: NeuronDictionary;
  /** The neurons that fire for any part, as they are shown: those merged into another are that one. */
  readonly neurons: readonly number[];
}

/** A query as it is searched and scored: what the shop excludes from ranking is projected out of every part. */
export class AskedQuery {
  /** A part whose vector changed by that is no longer coded: its code was of what it held before. */
  readonly components: readonly (QueryComponent | CodedComponent)[];
  private made: CodedQuery | undefined;

  constructor(
    parts: readonly (QueryComponent | CodedComponent)[],
    readonly dictionary: NeuronDictionary,
  ) {
    this.components = parts.map((part) => {
      const vector = dictionary.withoutExcluded(part.vector);
      if (vector === part.vector) return part;
      const { source, modality, weight, said } = part;
      return { source, modality, weight, vector, said };
    });
  }

  /**
   * Which neurons fire for it, so that scores can be taken apart; computed by the first call. Remainders are computed
   * in float64, so that the identity holds for any code of any dictionary.
   */
  coded(): CodedQuery {
    return (this.made ??= coded(this.components, this.dictionary));
  }
}

function coded(parts: AskedQuery['components'], dictionary: NeuronDictionary): CodedQuery {
  const neurons: number[] = [];
  const prepared = parts.map((given) => {
    const part = isCoded(given) ? given : { ...given, code: dictionary.code(given.vector, given.modality) };
    const places = Array.from(part.code.neurons, (neuron) => {
      const shown = dictionary.shownAs(neuron);
      const known = neurons.indexOf(shown);
      return known < 0 ? neurons.push(shown) - 1 : known;
    });
    return { ...part, rows: rowsOf(part, dictionary), places };
  });
  return { components: prepared, dictionary, neurons };
}

function isCoded(part: QueryComponent | CodedComponent): part is CodedComponent {
  return 'code' in part;
}

function rowsOf({ vector, modality, code }: CodedComponent, dictionary: NeuronDictionary): Float64Array {
  const width = vector.length;
  const rows = new Float64Array((2 + code.neurons.length) * width);
  rows.set(vector);
  const open = rows.subarray(width, 2 * width);
  open.set(vector);
  code.neurons.forEach((neuron, i) => {
    const direction = dictionary.direction(neuron, modality);
    const activation = code.activations[i] ?? 0;
    rows.set(direction, (2 + i) * width);
    for (let j = 0; j < width; j += 1) open[j] = (open[j] ?? 0) - activation * (direction[j] ?? 0);
  });
  return rows;
}
