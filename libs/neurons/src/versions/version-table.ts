import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Not, IsNull, Repository, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { z } from 'zod';
import { ProblemError } from '#platform';
import type { JudgedGate } from '../gates/judge.js';
import { dictionaryManifestSchema, namesSchema, type DictionaryFiles } from '../trained/dictionary-folder.js';
import type { CarriedCorrections } from './carry-corrections.js';
import { DictionaryRow } from './dictionary-row.js';
import { DictionaryVersions, type RequestedFit, type BuiltIn, type Version } from './version.js';

const uuid = z.uuid();

/** {@link DictionaryVersions} in the table `dictionary`. */
@Injectable()
export class VersionTable extends DictionaryVersions {
  constructor(@InjectRepository(DictionaryRow) private readonly rows: Repository<DictionaryRow>) {
    super();
  }

  offer(builtIn: BuiltIn): Promise<void> {
    return this.rows.manager.transaction(async (manager) => {
      const { model, origin, dictionary } = builtIn;
      await lockModel(manager, model);
      const known = await manager.existsBy(DictionaryRow, { model, origin, dictionary });
      if (!known) await insertBuiltIn(manager, builtIn, 'standby');
    });
  }

  register({ model, centring, origin, dictionary, files, beside }: BuiltIn): Promise<Version[]> {
    return this.rows.manager.transaction(async (manager) => {
      await lockModel(manager, model);
      const stale = await read(manager, { model, centring: Not(centring), state: 'active' });
      await retire(
        manager,
        stale.map(({ id }) => id),
      );
      const [known] = await read(manager, { model, origin, dictionary });
      const [active] = await read(manager, { model, state: 'active' });
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
    return (await read(this.rows.manager, { model, state: 'active' }))[0];
  }

  list(model: string): Promise<Version[]> {
    return read(this.rows.manager, { model });
  }

  async get(id: string): Promise<Version | undefined> {
    if (!uuid.safeParse(id).success) return undefined;
    return (await read(this.rows.manager, { id }))[0];
  }

  async named(dictionary: string): Promise<Version | undefined> {
    return (await read(this.rows.manager, { dictionary }))[0];
  }

  async files(id: string): Promise<DictionaryFiles> {
    const row = await this.rows.findOne({
      select: { id: true, manifest: true, weights: true, names: true },
      where: { id, weights: Not(IsNull()) },
    });
    if (!row?.weights) throw new Error(`version ${id} has no weights`);
    return {
      manifest: dictionaryManifestSchema.parse(row.manifest),
      weights: row.weights,
      names: namesSchema.parse(row.names),
    };
  }

  begin(
    { id: parent, model, centring }: Version,
    settings: RequestedFit,
    also: (id: string, manager: EntityManager) => Promise<void>,
  ): Promise<Version | undefined> {
    return this.rows.manager.transaction(async (manager) => {
      await lockModel(manager, model);
      if (await manager.existsBy(DictionaryRow, { model, state: 'fitting' })) return undefined;
      const row = manager.create(DictionaryRow, {
        model,
        centring,
        origin: 'catalogue',
        state: 'fitting',
        parent,
        settings,
      });
      const { id } = await manager.save(row);
      await also(id, manager);
      return (await read(manager, { id }))[0];
    });
  }

  async fitted(
    id: string,
    { manifest, weights, names }: DictionaryFiles,
    gates: readonly JudgedGate[],
    state: 'standby' | 'refused',
  ): Promise<void> {
    await this.rows.update(
      { id, state: 'fitting' },
      { dictionary: manifest.id, manifest, weights: Buffer.from(weights), names, gates, state },
    );
  }

  async failed(id: string, problem: string, manager = this.rows.manager): Promise<void> {
    await manager.update(DictionaryRow, { id, state: 'fitting' }, { state: 'failed', problem });
  }

  activate(
    id: string,
    also: (from: Version, manager: EntityManager) => Promise<CarriedCorrections>,
  ): Promise<CarriedCorrections> {
    return this.rows.manager.transaction(async (manager) => {
      const model = (await this.get(id))?.model ?? '';
      await lockModel(manager, model);
      const [next] = await read(manager, { id });
      const [active] = await read(manager, { model, state: 'active' });
      if (!next || !active || !['standby', 'retired'].includes(next.state))
        throw new ProblemError(
          409,
          'not-activatable',
          `Dictionary ${id} is ${next?.state ?? 'gone'}; only a standby or a retired one can become active.`,
        );
      if (next.centring !== active.centring)
        throw new ProblemError(
          409,
          'stale-dictionary',
          `Dictionary ${id} is of other means than the encoder is centred with now; fit a new one.`,
        );
      await exchange(manager, active.id, id);
      const carried = await also(active, manager);
      await manager.update(DictionaryRow, { id }, { carried });
      return carried;
    });
  }
}

/** The latest first. */
function read(manager: EntityManager, where: FindOptionsWhere<DictionaryRow>): Promise<DictionaryRow[]> {
  return manager.find(DictionaryRow, { where, order: { createdAt: 'DESC', id: 'ASC' } });
}

/** One at a time changes which dictionaries a model has. */
async function lockModel(manager: EntityManager, model: string): Promise<void> {
  await manager.query(`select pg_advisory_xact_lock(hashtextextended('dictionary ' || $1, 0))`, [model]);
}

async function insertBuiltIn(
  manager: EntityManager,
  { model, centring, origin, dictionary, files }: BuiltIn,
  state: 'standby' | 'retired',
): Promise<string> {
  const row = manager.create(DictionaryRow, {
    model,
    centring,
    origin,
    dictionary,
    state,
    manifest: files?.manifest ?? null,
    weights: files ? Buffer.from(files.weights) : null,
    names: files?.names ?? null,
  });
  return (await manager.save(row)).id;
}

async function exchange(manager: EntityManager, from: string | undefined, to: string): Promise<void> {
  if (from !== undefined) await retire(manager, [from]);
  await manager.update(DictionaryRow, { id: to }, { state: 'active', activatedAt: () => 'now()' });
}

async function retire(manager: EntityManager, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await manager.update(DictionaryRow, { id: In(ids) }, { state: 'retired' });
}
