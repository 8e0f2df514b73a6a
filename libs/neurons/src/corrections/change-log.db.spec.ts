import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createLogger,
  ProblemError,
  readConfig,
  startPlatform,
  toProblem,
  type StartedPlatform,
} from '#platform';
import { RandomDictionary } from '../../../../test/support/random-dictionary.js';
import type { Setting } from './change.js';
import { ChangeLog } from './change-log.js';
import { NeuronChangeRow } from './neuron-change-row.js';
import { CorrectedNeurons } from './corrected-neurons.js';
import { Corrector } from './corrector.js';

describe('corrections in PostgreSQL', () => {
  let platform: StartedPlatform;
  let dataDir: string;
  const config = (): ReturnType<typeof readConfig> => readConfig({ DATA_DIR: dataDir });

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'concella-corrections-'));
    await chmod(dataDir, 0o755);
    platform = await startPlatform(config(), createLogger('silent'));
  });
  afterAll(async () => {
    await platform.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** A process of its own on the same database, as far as corrections go. */
  const process = (dictionary: string): { neurons: CorrectedNeurons; corrector: Corrector } => {
    const neurons = new CorrectedNeurons(
      new ChangeLog(platform.dataSource.getRepository(NeuronChangeRow)),
      new RandomDictionary(dictionary),
      new Map(),
    );
    const encoder = undefined as never;
    return {
      neurons,
      corrector: new Corrector({
        now: () => ({ encoder, corrected: neurons, figures: () => Promise.resolve([]) }),
        named: (id) => Promise.resolve(id === neurons.measured.id ? neurons : undefined),
      }),
    };
  };

  const settings: Setting[] = [
    { kind: 'name', name: 'crimson', facet: null },
    { kind: 'name', name: null },
    { kind: 'name', name: 'purpurrot', language: 'de' },
    { kind: 'hidden', hidden: true },
    { kind: 'merged', into: 2 },
    { kind: 'merged', into: null },
    { kind: 'sensitive', sensitive: true },
    { kind: 'excluded', from: 'ranking' },
  ];

  it('keeps every kind of change as it was made, with its author and time', async () => {
    const { corrector, neurons } = process('kinds');
    const before = Date.now();
    for (const setting of settings) await corrector.set(1, setting, 'Ann Ö.');
    const changes = await neurons.log.after('kinds', 0);
    expect(changes.map(({ what }) => what)).toEqual(settings);
    expect(new Set(changes.map(({ author }) => author))).toEqual(new Set(['Ann Ö.']));
    for (const { at } of changes) expect(Date.parse(at)).toBeGreaterThanOrEqual(before - 1000);
    const { total, changes: told } = await corrector.history(1, { limit: 3, offset: 1 });
    expect(total).toBe(settings.length);
    expect(told.map(({ kind }) => kind)).toEqual(['sensitive', 'merged', 'merged']);
  });

  it('is known to another process at its next request, and to one that starts later', async () => {
    const [here, there] = [process('shared'), process('shared')];
    await there.neurons.latest();
    for (let turn = 0; turn < 20; turn += 1) {
      await here.corrector.set(3, { kind: 'name', name: `name ${turn}` }, 'Ann');
      expect((await there.neurons.latest()).neuron(3).name).toBe(`name ${turn}`);
    }
    expect((await process('shared').neurons.latest()).neuron(3)).toMatchObject({
      name: 'name 19',
      confidence: 1,
    });
  });

  it('never answers with less than was committed before the question, however many ask at once', async () => {
    const { corrector, neurons } = process('crowd');
    const others = process('crowd').neurons;
    let committed = 0;
    const writing = (async () => {
      for (let turn = 1; turn <= 25; turn += 1) {
        await corrector.set(0, { kind: 'name', name: `name ${turn}` }, 'Ann');
        committed = turn;
      }
    })();
    let looks = 0;
    const ask = async (source: CorrectedNeurons): Promise<void> => {
      while (committed < 25) {
        const least = committed;
        const { name } = (await source.latest()).neuron(0);
        expect(Number(/\d+$/.exec(name ?? '')?.[0] ?? 0)).toBeGreaterThanOrEqual(least);
        looks += 1;
      }
    };
    await Promise.all([writing, ...Array.from({ length: 8 }, (_, i) => ask(i % 2 === 0 ? neurons : others))]);
    expect(looks).toBeGreaterThan(25);
  });

  it('belongs to one dictionary', async () => {
    await process('one').corrector.set(0, { kind: 'hidden', hidden: true }, 'Ann');
    const other = process('two');
    expect((await other.neurons.latest()).neuron(0).hidden).toBeUndefined();
    const [change] = await process('one').neurons.log.after('one', 0);
    await expect(other.corrector.undo(change!.id, 'Ann')).rejects.toMatchObject({ status: 404 });
  });

  it('is undone once, also when many try at the same time', async () => {
    const processes = Array.from({ length: 6 }, () => process('races'));
    const { change } = await processes[0]!.corrector.set(0, { kind: 'hidden', hidden: true }, 'Ann');
    const tries = await Promise.allSettled(
      processes.map(({ corrector }) => corrector.undo(change!.id, 'Bo')),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of tries)
      if (one.status === 'rejected')
        expect(one.reason).toMatchObject({ status: 409, code: 'already-undone' });
  });

  it('lets no circle through when two are merged into one another at the same time', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const [a, b] = [process(`circle ${turn}`), process(`circle ${turn}`)];
      const tries = await Promise.allSettled([
        a.corrector.set(0, { kind: 'merged', into: 1 }, 'Ann'),
        b.corrector.set(1, { kind: 'merged', into: 0 }, 'Bo'),
      ]);
      const refused = tries.flatMap((one) => (one.status === 'rejected' ? [toProblem(one.reason)] : []));
      expect(refused.map(({ status }) => status)).toEqual([409]);
    }
  });

  it('adds nothing for what is so already, or is refused', async () => {
    const { corrector, neurons } = process('quiet');
    await corrector.set(0, { kind: 'hidden', hidden: true }, 'Ann');
    expect((await corrector.set(0, { kind: 'hidden', hidden: true }, 'Bo')).change).toBeNull();
    await expect(corrector.set(0, { kind: 'merged', into: 0 }, 'Bo')).rejects.toThrow(ProblemError);
    await expect(corrector.set(99, { kind: 'hidden', hidden: true }, 'Bo')).rejects.toMatchObject({
      status: 404,
    });
    expect(await neurons.log.after('quiet', 0)).toHaveLength(1);
  });

  it('is there after a restart of the database, its undone changes too', async () => {
    const { corrector } = process('restart');
    await corrector.set(5, { kind: 'name', name: 'kept' }, 'Ann');
    const { change } = await corrector.set(5, { kind: 'hidden', hidden: true }, 'Ann');
    await corrector.undo(change!.id, 'Bo');
    await platform.stop();
    platform = await startPlatform(config(), createLogger('silent'));
    const again = process('restart');
    expect((await again.neurons.latest()).neuron(5)).toMatchObject({ name: 'kept', confidence: 1 });
    const { changes } = await again.corrector.history(5, { limit: 50, offset: 0 });
    expect(changes.map(({ kind, undone }) => [kind, undone?.author])).toEqual([
      ['undo', undefined],
      ['hidden', 'Bo'],
      ['name', undefined],
    ]);
  });

  it('refuses rows that the rules would never write', async () => {
    const insert = (values: string): Promise<unknown> =>
      platform.dataSource.query(
        `insert into neuron_change (dictionary, neuron, kind, value, author, undoes) values (${values})`,
      );
    await expect(insert(`'x', 0, 'undo', '{}', 'Ann', null`)).rejects.toThrow();
    await expect(insert(`'x', 0, 'praise', '{}', 'Ann', null`)).rejects.toThrow();
    await expect(insert(`'x', -1, 'hidden', '{"hidden":true}', 'Ann', null`)).rejects.toThrow();
    await expect(insert(`'x', 0, 'undo', '{}', 'Ann', 999999999`)).rejects.toThrow();
  });
});
