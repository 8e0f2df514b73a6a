import type { Modality } from '#encoder';
import { NeuronDictionary, type Code, type Neuron } from '../dictionary.js';
import type { Corrections, GivenName } from './corrections.js';
import { ExcludedNeurons, isNothing } from './exclusion.js';
import { lookupOrder, shippedKey, type ShippedNames } from './language.js';

const noCode: Code = { neurons: new Int32Array(), activations: new Float32Array() };

/**
 * A dictionary as people corrected it, at one moment: it never changes, so a request that takes it once is of one
 * piece. Names, merges and exclusions are of people; directions are the dictionary's own.
 */
export class CorrectedDictionary extends NeuronDictionary {
  readonly id: string;
  readonly kind: NeuronDictionary['kind'];
  readonly size: number;
  private readonly excluded: ExcludedNeurons;
  private readonly neurons = new Map<number, Neuron>();

  /** @param language names are given in it where there are any: a canonical BCP-47 tag. */
  constructor(
    /** The dictionary without what people said. */
    readonly measured: NeuronDictionary,
    readonly corrections: Corrections,
    private readonly shipped: ShippedNames,
    private readonly language?: string,
    excluded?: ExcludedNeurons,
  ) {
    super();
    this.id = measured.id;
    this.kind = measured.kind;
    this.size = measured.size;
    this.excluded =
      excluded ?? new ExcludedNeurons(measured, new Set(excludedFromRanking(corrections, measured.size)));
  }

  /** The same with names in a language. */
  in(language: string | undefined): CorrectedDictionary {
    if (language === this.language) return this;
    return new CorrectedDictionary(this.measured, this.corrections, this.shipped, language, this.excluded);
  }

  /** Neurons excluded from ranking fire for nothing. */
  code(vector: Float32Array, modality: Modality): Code {
    if (this.excluded.none) return this.measured.code(vector, modality);
    if (isNothing(vector)) return noCode;
    const { neurons, activations } = this.measured.code(vector, modality);
    const left = [...neurons.keys()].filter((at) => !this.excluded.has(neurons[at] ?? -1));
    return {
      neurons: Int32Array.from(left, (at) => neurons[at] ?? 0),
      activations: Float32Array.from(left, (at) => activations[at] ?? 0),
    };
  }

  remainder(vector: Float32Array, code: Code, modality: Modality): Float32Array {
    return this.measured.remainder(vector, code, modality);
  }

  direction(neuron: number, modality: Modality): Float32Array {
    return this.measured.direction(neuron, modality);
  }

  neuron(id: number): Neuron {
    let known = this.neurons.get(id);
    if (!known) this.neurons.set(id, (known = this.correctedNeuron(id)));
    return known;
  }

  /** Whether the neuron itself, without those merged into it, touches people. */
  ownSensitive(id: number): boolean {
    return this.corrections.of(id).sensitive ?? this.measured.neuron(id).sensitive;
  }

  /** Its names in other languages, by tag: those that people gave, and the shipped ones that they did not replace. */
  localNames(id: number): Map<string, { readonly name: string; readonly by: 'person' | 'shipped' }> {
    const neuron = this.neuron(id);
    const names = new Map<string, { name: string; by: 'person' | 'shipped' }>();
    for (const language of this.shipped.keys()) {
      const shipped = this.shippedName(language, neuron);
      if (shipped !== undefined) names.set(language, { name: shipped, by: 'shipped' });
    }
    for (const [language, given] of this.corrections.of(id).localNames)
      names.set(language, { name: given, by: 'person' });
    return names;
  }

  override shownAs(neuron: number): number {
    return this.corrections.merges ? this.corrections.shownAs(neuron) : neuron;
  }

  override shownCode(code: Code): Code {
    if (!this.corrections.merges || code.neurons.every((neuron) => this.shownAs(neuron) === neuron))
      return code;
    const sums = new Map<number, number>();
    code.neurons.forEach((neuron, at) => {
      const shown = this.shownAs(neuron);
      sums.set(shown, (sums.get(shown) ?? 0) + (code.activations[at] ?? 0));
    });
    const order = [...sums].sort(([, a], [, b]) => b - a);
    return {
      neurons: Int32Array.from(order, ([neuron]) => neuron),
      activations: Float32Array.from(order, ([, activation]) => activation),
    };
  }

  override withoutExcluded(vector: Float32Array): Float32Array {
    return this.excluded.takenOut(vector);
  }

  private correctedNeuron(id: number): Neuron {
    const measured = this.measured.neuron(id);
    const correction = this.corrections.of(id);
    const name = correction.name ? correction.name.name : measured.name;
    const facet = correction.facet === undefined ? measured.facet : correction.facet;
    const parts = correction.name ? undefined : measured.parts;
    const localName = this.localNameOf(id, { name, facet, parts });
    const exclusion = this.corrections.exclusionOf(id);
    return {
      id,
      name,
      facet,
      ...(parts ? { parts } : {}),
      confidence: correction.name ? confidenceOf(correction.name) : measured.confidence,
      // A name that stands for others must not hide that one of them touches people.
      sensitive: [id, ...this.corrections.membersOf(id)].some((member) => this.ownSensitive(member)),
      ...(localName === undefined ? {} : { localName }),
      ...(correction.hidden ? { hidden: true } : {}),
      ...(exclusion === 'nothing' ? {} : { excludedFrom: exclusion }),
    };
  }

  private localNameOf(id: number, named: Pick<Neuron, 'name' | 'facet' | 'parts'>): string | undefined {
    if (this.language === undefined) return undefined;
    const given = this.corrections.of(id).localNames;
    for (const language of lookupOrder(this.language)) {
      const found = given.get(language) ?? this.shippedName(language, named);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Of a name of two terms the category with the quality behind it, in brackets: no language has to inflect it. */
  private shippedName(
    language: string,
    { name, facet, parts }: Pick<Neuron, 'name' | 'facet' | 'parts'>,
  ): string | undefined {
    if (name === null || facet === null) return undefined;
    const shipped = (parts ?? [{ name, facet }]).map((part) =>
      this.shipped.get(language)?.get(shippedKey(part.facet, part.name)),
    );
    const [noun, ...before] = shipped.reverse();
    if (noun === undefined || before.includes(undefined)) return undefined;
    return before.length === 0 ? noun : `${noun} (${before.join(', ')})`;
  }
}

/** A person is sure of the name that they give; no name can't be right. */
function confidenceOf({ name }: GivenName): number {
  return name === null ? 0 : 1;
}

function excludedFromRanking(corrections: Corrections, size: number): number[] {
  return corrections.corrected.filter(
    (neuron) => neuron < size && corrections.exclusionOf(neuron) === 'ranking',
  );
}
