import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLogger, readConfig, startPlatform, type StartedPlatform } from '#platform';
import type { DictionaryFiles } from '../trained/dictionary-folder.js';
import { DictionaryRow } from './dictionary-row.js';
import type { BuiltIn, Version } from './version.js';
import { VersionTable } from './version-table.js';

const model = 'model@1';
const files: DictionaryFiles = {
  manifest: {
    id: 'trained/a',
    dimension: 2,
    units: 3,
    model,
    centring: 'm1',
    active: 1,
    settings: { units: 3 },
    pairs: 10,
    fittedOn: 'a test',
    standby: true,
    weights: { file: 'weights.bin', sha256: 'w' },
    names: { file: 'names.json', sha256: 'n' },
  },
  weights: Buffer.from([1, 2, 3]),
  names: [null, null, null],
};
const words: BuiltIn = { model, centring: 'm1', origin: 'words', dictionary: 'words/1' };
const shipped: BuiltIn = { model, centring: 'm1', origin: 'shipped', dictionary: 'trained/a', files };
const nothing = (from: Version) => Promise.resolve({ from: from.dictionary ?? '', carried: 0, lost: [] });

describe('VersionTable', () => {
  let platform: StartedPlatform;
  let dataDir: string;
  let table: VersionTable;
  const states = async (): Promise<Record<string, string>> =>
    Object.fromEntries(
      (await table.list(model)).map(({ dictionary, state }) => [dictionary ?? 'none', state]),
    );
  const of = async (dictionary: string): Promise<Version> => {
    const version = await table.named(dictionary);
    if (!version) throw new Error(`there is no ${dictionary}`);
    return version;
  };

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'concella-versions-'));
    await chmod(dataDir, 0o755);
    platform = await startPlatform(readConfig({ DATA_DIR: dataDir }), createLogger('silent'));
    table = new VersionTable(platform.dataSource.getRepository(DictionaryRow));
  });
  afterAll(async () => {
    await platform.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  beforeEach(() => platform.dataSource.query('delete from dictionary'));

  it('registers what an encoder came with once, and it is active', async () => {
    expect(await table.active(model)).toBeUndefined();
    expect(await table.register(words)).toEqual([]);
    const first = await table.active(model);
    expect(first).toMatchObject({ dictionary: 'words/1', state: 'active', named: null });
    await table.register(words);
    expect(await table.active(model)).toEqual(first);
    expect(await table.list(model)).toHaveLength(1);
  });

  it('keeps an offered dictionary as a standby until it is activated, and its files', async () => {
    await table.register(words);
    await table.offer(shipped);
    await table.offer(shipped);
    expect(await states()).toEqual({ 'words/1': 'active', 'trained/a': 'standby' });
    const { id } = await of('trained/a');
    expect(await table.files(id)).toMatchObject({ manifest: files.manifest, names: files.names });
    await table.activate(id, nothing);
    expect(await states()).toEqual({ 'words/1': 'retired', 'trained/a': 'active' });
    await table.offer(shipped);
    expect(await states()).toEqual({ 'words/1': 'retired', 'trained/a': 'active' });
  });

  it('puts new words in the place of former ones, but not of an offered dictionary that somebody activated', async () => {
    await table.register(words);
    await table.offer(shipped);
    await table.register({ ...words, dictionary: 'words/2', beside: 'trained/a' });
    expect(await states()).toEqual({ 'words/1': 'retired', 'words/2': 'active', 'trained/a': 'standby' });
    await table.activate((await of('trained/a')).id, nothing);
    await table.register({ ...words, dictionary: 'words/3', beside: 'trained/a' });
    expect((await table.active(model))?.dictionary).toBe('trained/a');
    // No longer offered: it came with the encoder before, and something else does now.
    await table.register({ ...words, dictionary: 'words/4' });
    expect((await table.active(model))?.dictionary).toBe('words/4');
  });

  it('puts a shipped dictionary in the place of words that served by themselves, not of words that a person went back to', async () => {
    await table.register(words);
    await table.offer(words);
    await table.register({ ...shipped, beside: 'words/1' });
    expect(await states()).toEqual({ 'words/1': 'retired', 'trained/a': 'active' });
    await table.activate((await of('words/1')).id, nothing);
    await table.register({ ...shipped, dictionary: 'trained/b', beside: 'words/1' });
    expect(await states()).toEqual({ 'words/1': 'active', 'trained/a': 'retired', 'trained/b': 'retired' });
  });

  it('retires what is of other means, and does not activate it again', async () => {
    await table.register(words);
    await table.offer(shipped);
    const stale = await table.register({ ...words, centring: 'm2', dictionary: 'words/2' });
    expect(stale.map(({ dictionary }) => dictionary)).toEqual(['words/1']);
    expect((await table.active(model))?.dictionary).toBe('words/2');
    for (const dictionary of ['words/1', 'trained/a'])
      await expect(table.activate((await of(dictionary)).id, nothing)).rejects.toMatchObject({
        status: 409,
      });
    expect((await table.active(model))?.dictionary).toBe('words/2');
  });

  it('fits one at a time, judged once, and a failed one frees the place', async () => {
    await table.register(words);
    const parent = await of('words/1');
    const begun = await table.begin(parent, { units: 3 }, () => Promise.resolve());
    expect(begun).toMatchObject({ state: 'fitting', parent: parent.id, settings: { units: 3 } });
    expect(await table.begin(parent, {}, () => Promise.resolve())).toBeUndefined();
    await table.failed(begun?.id ?? '', 'no memory');
    expect(await table.get(begun?.id ?? '')).toMatchObject({ state: 'failed', problem: 'no memory' });
    const next = await table.begin(parent, {}, () => Promise.resolve());
    await table.fitted(next?.id ?? '', files, [], 'standby');
    await table.fitted(next?.id ?? '', files, [], 'refused');
    expect((await table.get(next?.id ?? ''))?.state).toBe('standby');
  });

  it('changes nothing where what has to happen with the activation fails', async () => {
    await table.register(words);
    await table.offer(shipped);
    await expect(
      table.activate((await of('trained/a')).id, () => Promise.reject(new Error('no'))),
    ).rejects.toThrow('no');
    expect(await states()).toEqual({ 'words/1': 'active', 'trained/a': 'standby' });
    expect(await table.get('no id')).toBeUndefined();
  });
});
