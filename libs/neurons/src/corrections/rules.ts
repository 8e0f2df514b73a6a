import { ProblemError } from '#platform';
import type { NeuronDictionary } from '../dictionary.js';
import { samePerson, type NeuronChange, type Setting } from './change.js';
import { CorrectedDictionary } from './corrected-dictionary.js';
import { Corrections } from './corrections.js';

/**
 * What a setting changes after all earlier changes; undefined where all is so already.
 *
 * @throws {ProblemError} 400, 404 or 409 for what can't be, with the field and what to do about it.
 */
export function changeBy(
  measured: NeuronDictionary,
  changes: readonly NeuronChange[],
  neuron: number,
  setting: Setting,
  author: string,
): Setting | undefined {
  const now = corrected(measured, changes);
  const correction = now.corrections.of(neuron);
  switch (setting.kind) {
    case 'name':
      return isNamed(now, neuron, setting) ? undefined : setting;
    case 'hidden':
      return correction.hidden === setting.hidden ? undefined : setting;
    case 'excluded':
      return correction.excludedFrom === setting.from ? undefined : setting;
    case 'merged':
      refuseMerge(now, neuron, setting.into);
      return correction.mergedInto === setting.into ? undefined : setting;
    case 'sensitive':
      return changesSensitivity(now, neuron, setting.sensitive, author) ? setting : undefined;
  }
}

/**
 * The change that an undo takes back.
 *
 * @throws {ProblemError} 404 for a change that is not there, 409 for one that can't be taken back (any more).
 */
export function changeToUndo(
  measured: NeuronDictionary,
  changes: readonly NeuronChange[],
  id: number,
): NeuronChange {
  const change = changes.find((candidate) => candidate.id === id);
  if (!change)
    throw ProblemError.notFound(
      'change',
      String(id),
      'GET /v1/neurons/{id}/history lists the changes of a neuron of the dictionary in use',
    );
  if (change.what.kind === 'undo')
    throw conflict('undo-of-undo', 'changeId', `Change ${id} is itself an undo.`, 'make the change again');
  const undo = changes.find(({ what }) => what.kind === 'undo' && what.undoes === id);
  if (undo)
    throw conflict(
      'already-undone',
      'changeId',
      `${undo.author} undid change ${id} at ${undo.at}.`,
      'make the change again if it is wanted',
    );
  const now = corrected(measured, changes);
  const taken: NeuronChange = { ...change, id: Infinity, what: { kind: 'undo', undoes: id } };
  const after = corrected(measured, [...changes, taken]);
  if (now.ownSensitive(change.neuron) && !after.ownSensitive(change.neuron))
    throw conflict(
      'two-people',
      'changeId',
      `To undo change ${id} would release neuron ${change.neuron} from being sensitive, which takes two people.`,
      `PUT /v1/neurons/${change.neuron}/sensitive { "sensitive": false }, by two authors`,
    );
  if (after.corrections.circles(change.neuron))
    throw conflict(
      'merge-circle',
      'changeId',
      `To undo change ${id} would merge neuron ${change.neuron} into itself.`,
      'take the later merge of the other neuron back first',
    );
  return change;
}

function corrected(measured: NeuronDictionary, changes: readonly NeuronChange[]): CorrectedDictionary {
  return new CorrectedDictionary(measured, new Corrections(changes), new Map());
}

function isNamed(
  now: CorrectedDictionary,
  neuron: number,
  { name, language, facet }: Extract<Setting, { kind: 'name' }>,
): boolean {
  const correction = now.corrections.of(neuron);
  if (language !== undefined) return (correction.localNames.get(language) ?? null) === name;
  return correction.name?.name === name && (facet === undefined || now.neuron(neuron).facet === facet);
}

function refuseMerge(now: CorrectedDictionary, neuron: number, into: number | null): void {
  if (into === null) return;
  if (into >= now.size)
    throw new ProblemError(404, 'not-found', `There is no neuron "${into}".`, [
      { field: 'into', message: 'no neuron has this id', fix: `give a number from 0 to ${now.size - 1}` },
    ]);
  if (into === neuron)
    throw ProblemError.field(
      'into',
      'a neuron can not be merged into itself',
      'name another neuron, or null to show it by itself again',
    );
  if (now.corrections.chainOf(into).includes(neuron))
    throw conflict(
      'merge-circle',
      'into',
      `Neuron ${into} is shown under the name of neuron ${neuron} already.`,
      `first PUT /v1/neurons/${into}/merged { "into": null }`,
    );
}

function changesSensitivity(
  now: CorrectedDictionary,
  neuron: number,
  sensitive: boolean,
  author: string,
): boolean {
  const { release } = now.corrections.of(neuron);
  const own = now.ownSensitive(neuron);
  if (sensitive) return !own || release !== null;
  const member = now.corrections.membersOf(neuron).find((candidate) => now.ownSensitive(candidate));
  if (!own && member !== undefined)
    throw conflict(
      'sensitive-member',
      'sensitive',
      `Neuron ${neuron} is sensitive because neuron ${member}, which is merged into it, is.`,
      `release neuron ${member}, or show it by itself again`,
    );
  return own && !(release && samePerson(release.author, author));
}

function conflict(code: string, field: string, detail: string, fix: string): ProblemError {
  return new ProblemError(409, code, detail, [{ field, message: detail, fix }]);
}
