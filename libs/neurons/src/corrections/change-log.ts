import type { DataSource, EntityManager } from 'typeorm';
import { settingSchema, type Changed, type NeuronChange } from './change.js';

interface Row {
  readonly id: string;
  readonly neuron: number;
  readonly kind: string;
  /** What was set; with the reason, where one was given. */
  readonly value: { readonly reason?: unknown };
  readonly author: string;
  readonly at: Date;
  readonly undoes: string | null;
}

const columns = 'id, neuron, kind, value, author, at, undoes';

/** The table `neuron_change`: rows are added, never altered. */
export class ChangeLog {
  constructor(private readonly dataSource: DataSource) {}

  /** The changes of a dictionary after one of them, in their order. */
  async after(dictionary: string, last: number): Promise<NeuronChange[]> {
    return read(this.dataSource.manager, dictionary, last);
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
    return this.dataSource.transaction(async (manager) => {
      await manager.query('lock table neuron_change in share row exclusive mode');
      const decided = decide(await read(manager, dictionary, 0));
      if (!decided) return undefined;
      const { kind, ...value } = decided.what;
      const [row]: Row[] = await manager.query(
        `insert into neuron_change (dictionary, neuron, kind, value, author, undoes)
         values ($1, $2, $3, $4, $5, $6) returning ${columns}`,
        [
          dictionary,
          decided.neuron,
          kind,
          JSON.stringify({ ...(kind === 'undo' ? {} : value), reason }),
          author,
          decided.what.kind === 'undo' ? decided.what.undoes : null,
        ],
      );
      if (!row) throw new Error('PostgreSQL gave no row');
      return changeOf(row);
    });
  }
}

/** A change that is to be made. */
export interface Decided {
  readonly neuron: number;
  readonly what: Changed;
}

async function read(manager: EntityManager, dictionary: string, last: number): Promise<NeuronChange[]> {
  const rows: Row[] = await manager.query(
    `select ${columns} from neuron_change where dictionary = $1 and id > $2 order by id`,
    [dictionary, last],
  );
  return rows.map(changeOf);
}

function changeOf({ id, neuron, kind, value, author, at, undoes }: Row): NeuronChange {
  return {
    id: Number(id),
    neuron,
    what:
      undoes === null ? settingSchema.parse({ ...value, kind }) : { kind: 'undo', undoes: Number(undoes) },
    author,
    reason: typeof value.reason === 'string' ? value.reason : null,
    at: at.toISOString(),
  };
}
