import { MoreThan, Not, type EntityManager, type Repository } from 'typeorm';
import type { Changed, NeuronChange } from './change.js';
import { changeOf, NeuronChangeRow } from './neuron-change-row.js';

/** The table `neuron_change`: rows are added, never altered. */
export class ChangeLog {
  constructor(private readonly rows: Repository<NeuronChangeRow>) {}

  /** The changes of a dictionary after one of them, in their order. */
  async after(dictionary: string, last: number): Promise<NeuronChange[]> {
    return read(this.rows.manager, dictionary, last);
  }

  /**
   * Adds the change that `decide` makes of all changes so far; no other is added meanwhile. Where it makes none, nothing
   * is added. What it throws is thrown.
   */
  add(
    dictionary: string,
    author: string,
    decide: (changes: readonly NeuronChange[]) => Decided | undefined,
    reason?: string,
  ): Promise<NeuronChange | undefined> {
    return this.rows.manager.transaction(async (manager) => {
      await lockChanges(manager);
      const decided = decide(await read(manager, dictionary, 0));
      if (!decided) return undefined;
      const { kind, ...value } = decided.what;
      const row = manager.create(NeuronChangeRow, {
        dictionary,
        neuron: decided.neuron,
        kind,
        value: { ...(kind === 'undo' ? {} : value), reason },
        author,
        undoes: decided.what.kind === 'undo' ? String(decided.what.undoes) : null,
      });
      return changeOf(await manager.save(row));
    });
  }
}

/** A change that is to be made. */
export interface Decided {
  readonly neuron: number;
  readonly what: Changed;
}

/** Nobody else adds changes until the transaction ends, so that their numbers grow in commit order. */
export async function lockChanges(manager: EntityManager): Promise<void> {
  await manager.query('lock table neuron_change in share row exclusive mode');
}

/** The changes of a dictionary that are in force: neither an undo nor undone, in their order. */
export function changesInForce(manager: EntityManager, dictionary: string): Promise<NeuronChangeRow[]> {
  return manager
    .createQueryBuilder(NeuronChangeRow, 'c')
    .where({ dictionary, kind: Not('undo') })
    .andWhere('not exists (select 1 from neuron_change u where u.undoes = c.id)')
    .orderBy('c.id')
    .getMany();
}

async function read(manager: EntityManager, dictionary: string, last: number): Promise<NeuronChange[]> {
  const rows = await manager.find(NeuronChangeRow, {
    where: { dictionary, id: MoreThan(String(last)) },
    order: { id: 'ASC' },
  });
  return rows.map(changeOf);
}
