import { Inject, Injectable } from '@nestjs/common';
import type { CorrectionAnswer } from '../contract.js';
import { knownNeuron, neuronPage } from '../neuron-page.js';
import { ServingNeurons } from '../serving-neurons.js';
import type { NeuronChange, Setting } from './change.js';
import type { ChangeAnswer, HistoryAnswer } from './contract.js';
import type { CorrectedNeurons } from './corrected-neurons.js';
import { changeBy, changeToUndo } from './rules.js';

/** What people change of the neurons of the dictionary in use. */
@Injectable()
export class Corrector {
  constructor(@Inject(ServingNeurons) private readonly serving: ServingNeurons) {}

  /** Asked again, nothing changes. @throws {ProblemError} 400, 404 or 409: see {@link changeBy}. */
  async set(neuron: number, setting: Setting, author: string, reason?: string): Promise<CorrectionAnswer> {
    const { corrected } = this.serving.now();
    const { measured, log } = corrected;
    knownNeuron(measured, neuron);
    const change = await log.add(
      measured.id,
      author,
      (changes) => {
        const what = changeBy(measured, changes, neuron, setting, author);
        return what && { neuron, what };
      },
      reason,
    );
    return answer(corrected, neuron, change);
  }

  /** @throws {ProblemError} 404 or 409: see {@link changeToUndo}. */
  async undo(id: number, author: string, reason?: string): Promise<CorrectionAnswer> {
    const { corrected } = this.serving.now();
    const { measured, log } = corrected;
    const change = await log.add(
      measured.id,
      author,
      (changes) => {
        const { neuron } = changeToUndo(measured, changes, id);
        return { neuron, what: { kind: 'undo', undoes: id } };
      },
      reason,
    );
    if (!change) throw new Error('an undo adds a change');
    return answer(corrected, change.neuron, change);
  }

  /** The changes of a neuron, the latest first. @throws {ProblemError} 404 */
  async history(
    neuron: number,
    { limit, offset }: { readonly limit: number; readonly offset: number },
  ): Promise<HistoryAnswer> {
    const dictionary = await this.serving.now().corrected.latest();
    knownNeuron(dictionary, neuron);
    const { changes } = dictionary.corrections;
    const own = changes.filter((change) => change.neuron === neuron).reverse();
    return {
      dictionary: dictionary.id,
      neuron,
      total: own.length,
      changes: own.slice(offset, offset + limit).map((change) => shownChange(change, changes)),
    };
  }
}

async function answer(
  corrected: CorrectedNeurons,
  neuron: number,
  change: NeuronChange | undefined,
): Promise<CorrectionAnswer> {
  const dictionary = await corrected.latest();
  return {
    neuron: neuronPage(dictionary, neuron),
    change: change ? shownChange(change, dictionary.corrections.changes) : null,
  };
}

function shownChange(
  { id, neuron, what, author, reason, at }: NeuronChange,
  changes: readonly NeuronChange[],
): ChangeAnswer {
  const { kind, ...value } = what;
  const undo = changes.find((candidate) => candidate.what.kind === 'undo' && candidate.what.undoes === id);
  return {
    id,
    neuron,
    kind,
    value,
    author,
    reason,
    at,
    undone: undo ? { change: undo.id, author: undo.author, at: undo.at } : null,
  };
}
