import type { Facet } from '../dictionary.js';
import { samePerson, type Exclusion, type NeuronChange, type Setting } from './change.js';

/** Who said something, and when. */
export interface Said {
  readonly author: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** A name that a person gave; null: the person says that there is none. */
export interface GivenName extends Said {
  readonly name: string | null;
}

/** All that people said of one neuron; what they did not say is as the dictionary has it. */
export interface Correction {
  readonly name: GivenName | undefined;
  readonly facet: Facet | null | undefined;
  /** By canonical language tag. */
  readonly localNames: ReadonlyMap<string, string>;
  readonly hidden: boolean;
  readonly mergedInto: number | null;
  readonly sensitive: boolean | undefined;
  /** Who proposed to release it from being sensitive; another person has to confirm. */
  readonly release: Said | null;
  readonly excludedFrom: Exclusion;
}

const uncorrected: Correction = {
  name: undefined,
  facet: undefined,
  localNames: new Map(),
  hidden: false,
  mergedInto: null,
  sensitive: undefined,
  release: null,
  excludedFrom: 'nothing',
};

/**
 * What the changes of a dictionary add up to. A change that was undone counts as never made, so an undo restores
 * whatever was before it, however much has been changed since.
 */
export class Corrections {
  private readonly byNeuron = new Map<number, Correction>();
  private readonly members = new Map<number, number[]>();
  /** The last change, 0 before the first. */
  readonly version: number;

  /** @param changes all of one dictionary, in their order. */
  constructor(readonly changes: readonly NeuronChange[]) {
    this.version = changes.at(-1)?.id ?? 0;
    const undone = new Set(changes.map(({ what }) => (what.kind === 'undo' ? what.undoes : undefined)));
    for (const change of changes) {
      if (change.what.kind === 'undo' || undone.has(change.id)) continue;
      this.byNeuron.set(change.neuron, applied(this.of(change.neuron), change.what, change));
    }
    for (const neuron of this.byNeuron.keys()) {
      const shown = this.shownAs(neuron);
      if (shown !== neuron) this.members.set(shown, [...(this.members.get(shown) ?? []), neuron]);
    }
  }

  of(neuron: number): Correction {
    return this.byNeuron.get(neuron) ?? uncorrected;
  }

  /** The neurons of which something was said. */
  get corrected(): number[] {
    return [...this.byNeuron.keys()];
  }

  get merges(): boolean {
    return this.members.size > 0;
  }

  /** The neuron, and those that it is merged into one after another; ends where it would come back. */
  chainOf(neuron: number): number[] {
    const chain = [neuron];
    let next = this.of(neuron).mergedInto;
    // Rules refuse circles; were there one all the same, it must not hold up an answer.
    while (next !== null && !chain.includes(next)) {
      chain.push(next);
      next = this.of(next).mergedInto;
    }
    return chain;
  }

  /** The neuron under whose name this one is shown: the end of its chain. */
  shownAs(neuron: number): number {
    return this.chainOf(neuron).at(-1) ?? neuron;
  }

  /** The neurons that are shown under this one's name, without itself. */
  membersOf(neuron: number): readonly number[] {
    return this.members.get(neuron) ?? [];
  }

  /** Whether following its merges comes back to where it was. */
  circles(neuron: number): boolean {
    return this.of(this.shownAs(neuron)).mergedInto !== null;
  }

  /** The strongest exclusion of the neuron and of those that it is merged into: who excludes a name excludes all of it. */
  exclusionOf(neuron: number): Exclusion {
    const chain = this.chainOf(neuron).map((link) => this.of(link).excludedFrom);
    if (chain.includes('ranking')) return 'ranking';
    return chain.includes('reasons') ? 'reasons' : 'nothing';
  }
}

function applied(before: Correction, setting: Setting, said: Said): Correction {
  const { author, at } = said;
  switch (setting.kind) {
    case 'name':
      return named(before, setting, { author, at });
    case 'hidden':
      return { ...before, hidden: setting.hidden };
    case 'merged':
      return { ...before, mergedInto: setting.into };
    case 'excluded':
      return { ...before, excludedFrom: setting.from };
    case 'sensitive':
      if (setting.sensitive) return { ...before, sensitive: true, release: null };
      if (before.sensitive === false) return before;
      if (before.release && !samePerson(before.release.author, author))
        return { ...before, sensitive: false, release: null };
      return { ...before, release: before.release ?? { author, at } };
  }
}

function named(
  before: Correction,
  { name, language, facet }: Extract<Setting, { kind: 'name' }>,
  said: Said,
): Correction {
  if (language !== undefined) {
    const localNames = new Map(before.localNames);
    if (name === null) localNames.delete(language);
    else localNames.set(language, name);
    return { ...before, localNames };
  }
  return { ...before, name: { name, ...said }, facet: facet === undefined ? before.facet : facet };
}
