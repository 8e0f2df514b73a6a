import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { ProblemError } from '#platform';
import type { JudgedGate } from '../gates/judge.js';
import { dictionaryManifestSchema, namesSchema, type DictionaryFiles } from '../trained/dictionary-folder.js';
import type { CarriedCorrections } from './carry-corrections.js';
import { DictionaryVersions, type AskedFit, type BuiltIn, type Version } from './version.js';

const columns = `id, model, centring, origin, dictionary, state, parent, settings, gates, carried, problem,
  (manifest->>'units')::int as units, (manifest->>'pairs')::int as pairs,
  case when names is not null then
    (select count(*)::int from jsonb_array_elements(names) as name where name <> 'null') end as named,
  created_at as "createdAt", activated_at as "activatedAt"`;
const uuid = z.uuid();

/** {@link DictionaryVersions} in the table `dictionary`. */
@Injectable()
export class VersionTable extends DictionaryVersions {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {
    super();
  }

  offer(builtIn: BuiltIn): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      await lockModel(manager, builtIn.model);
      const known = await read(manager, `model = $1 and origin = $2 and dictionary = $3`, [
        builtIn.model,
        builtIn.origin,
        builtIn.dictionary,
      ]);
      if (known.length === 0) await insertBuiltIn(manager, builtIn, 'candidate');
    });
  }

  register({ model, centring, origin, dictionary, files, beside }: BuiltIn): Promise<Version[]> {
    return this.dataSource.transaction(async (manager) => {
      await lockModel(manager, model);
      const stale = await read(manager, `model = $1 and centring <> $2 and state = 'active'`, [
        model,
        centring,
      ]);
      await setState(
        manager,
        stale.map(({ id }) => id),
        'retired',
      );
      const [known] = await read(manager, `model = $1 and origin = $2 and dictionary = $3`, [
        model,
        origin,
        dictionary,
      ]);
      const [active] = await read(manager, `model = $1 and state = 'active'`, [model]);
      const id =
        known?.id ??
        (await insertBuiltIn(manager, { model, centring, origin, dictionary, files }, 'retired'));
      const chosen =
        active?.origin === 'catalogue' ||
        (active !== undefined && active.dictionary === beside && active.carried !== null);
      if (!active || (!known && !chosen)) await exchange(manager, active?.id, id);
      return stale;
    });
  }

  async active(model: string): Promise<Version | undefined> {
    return (await read(this.dataSource.manager, `model = $1 and state = 'active'`, [model]))[0];
  }

  list(model: string): Promise<Version[]> {
    return read(this.dataSource.manager, 'model = $1', [model]);
  }

  async get(id: string): Promise<Version | undefined> {
    if (!uuid.safeParse(id).success) return undefined;
    return (await read(this.dataSource.manager, 'id = $1', [id]))[0];
  }

  async named(dictionary: string): Promise<Version | undefined> {
    return (await read(this.dataSource.manager, 'dictionary = $1', [dictionary]))[0];
  }

  async files(id: string): Promise<DictionaryFiles> {
    const [row] = await this.dataSource.query<{ manifest: unknown; weights: Buffer; names: unknown }[]>(
      'select manifest, weights, names from dictionary where id = $1 and weights is not null',
      [id],
    );
    if (!row) throw new Error(`version ${id} has no weights`);
    return {
      manifest: dictionaryManifestSchema.parse(row.manifest),
      weights: row.weights,
      names: namesSchema.parse(row.names),
    };
  }

  begin(
    parent: Version,
    settings: AskedFit,
    also: (id: string, manager: EntityManager) => Promise<void>,
  ): Promise<Version | undefined> {
    return this.dataSource.transaction(async (manager) => {
      await lockModel(manager, parent.model);
      const other = await read(manager, `model = $1 and state = 'fitting'`, [parent.model]);
      if (other.length > 0) return undefined;
      const [row] = await manager.query<{ id: string }[]>(
        `insert into dictionary (model, centring, origin, state, parent, settings)
         values ($1, $2, 'catalogue', 'fitting', $3, $4) returning id`,
        [parent.model, parent.centring, parent.id, JSON.stringify(settings)],
      );
      if (!row) throw new Error('PostgreSQL gave no row');
      await also(row.id, manager);
      return (await read(manager, 'id = $1', [row.id]))[0];
    });
  }

  async fitted(
    id: string,
    { manifest, weights, names }: DictionaryFiles,
    gates: readonly JudgedGate[],
    state: 'candidate' | 'refused',
  ): Promise<void> {
    await this.dataSource.query(
      `update dictionary set dictionary = $2, manifest = $3, weights = $4, names = $5, gates = $6, state = $7
       where id = $1 and state = 'fitting'`,
      [
        id,
        manifest.id,
        JSON.stringify(manifest),
        Buffer.from(weights),
        JSON.stringify(names),
        JSON.stringify(gates),
        state,
      ],
    );
  }

  async failed(id: string, problem: string, manager = this.dataSource.manager): Promise<void> {
    await manager.query(
      `update dictionary set state = 'failed', problem = $2 where id = $1 and state = 'fitting'`,
      [id, problem],
    );
  }

  activate(
    id: string,
    also: (from: Version, manager: EntityManager) => Promise<CarriedCorrections>,
  ): Promise<CarriedCorrections> {
    return this.dataSource.transaction(async (manager) => {
      const model = (await this.get(id))?.model ?? '';
      await lockModel(manager, model);
      const [next] = await read(manager, 'id = $1', [id]);
      const [active] = await read(manager, `model = $1 and state = 'active'`, [model]);
      if (!next || !active || !['candidate', 'retired'].includes(next.state))
        throw new ProblemError(
          409,
          'not-activatable',
          `Dictionary ${id} is ${next?.state ?? 'gone'}; only a candidate or a retired one can become active.`,
        );
      if (next.centring !== active.centring)
        throw new ProblemError(
          409,
          'stale-dictionary',
          `Dictionary ${id} is of other means than the encoder is centred with now; fit a new one.`,
        );
      await exchange(manager, active.id, id);
      const carried = await also(active, manager);
      await manager.query('update dictionary set carried = $2 where id = $1', [id, JSON.stringify(carried)]);
      return carried;
    });
  }
}

function read(manager: EntityManager, condition: string, values: readonly unknown[]): Promise<Version[]> {
  return manager.query(`select ${columns} from dictionary where ${condition} order by created_at desc, id`, [
    ...values,
  ]);
}

/** One at a time changes which dictionaries a model has. */
async function lockModel(manager: EntityManager, model: string): Promise<void> {
  await manager.query(`select pg_advisory_xact_lock(hashtextextended('dictionary ' || $1, 0))`, [model]);
}

async function insertBuiltIn(
  manager: EntityManager,
  builtIn: BuiltIn,
  state: 'candidate' | 'retired',
): Promise<string> {
  const { model, centring, origin, dictionary, files } = builtIn;
  const [row] = await manager.query<{ id: string }[]>(
    `insert into dictionary (model, centring, origin, dictionary, state, manifest, weights, names)
     values ($1, $2, $3, $4, $8, $5, $6, $7) returning id`,
    [
      model,
      centring,
      origin,
      dictionary,
      files && JSON.stringify(files.manifest),
      files && Buffer.from(files.weights),
      files && JSON.stringify(files.names),
      state,
    ],
  );
  if (!row) throw new Error('PostgreSQL gave no row');
  return row.id;
}

async function exchange(manager: EntityManager, from: string | undefined, to: string): Promise<void> {
  if (from !== undefined) await setState(manager, [from], 'retired');
  await setState(manager, [to], 'active');
}

async function setState(
  manager: EntityManager,
  ids: readonly string[],
  state: 'active' | 'retired',
): Promise<void> {
  await manager.query(
    `update dictionary set state = $2::text, activated_at = case $2::text when 'active' then now() else activated_at end
     where id = any($1::uuid[])`,
    [ids, state],
  );
}
