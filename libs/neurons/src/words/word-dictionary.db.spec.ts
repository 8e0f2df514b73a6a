import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CentredEncoder, norm, OnnxEncoder, VectorTable } from '#encoder';
import { createLogger, projectFolder, readConfig, startPlatform, type StartedPlatform } from '#platform';
import { StoredAtomCodes } from '../stored-atom-codes.js';
import { confidenceOf, measuredKey } from './confidence.js';
import { phrasesOf, readVocabulary, type Term } from './vocabulary.js';
import { WordDictionary } from './word-dictionary.js';

/** Counts what is really encoded, to see that nothing is encoded twice. */
class CountingEncoder extends CentredEncoder {
  encoded = 0;
  override texts(texts: readonly string[]): Promise<Float32Array[]> {
    this.encoded += texts.length;
    return super.texts(texts);
  }
}

describe('WordDictionary and StoredAtomCodes on a real encoder and database', () => {
  let platform: StartedPlatform;
  let onnx: OnnxEncoder;
  let encoder: CountingEncoder;
  let store: VectorTable;
  let terms: Term[];
  let dictionary: WordDictionary;
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'concella-words-'));
    await chmod(dataDir, 0o755);
    platform = await startPlatform(readConfig({ DATA_DIR: dataDir }), createLogger('silent'));
    onnx = await OnnxEncoder.open(join(projectFolder, 'test/fixtures/tiny-clip'));
    const none = new Float32Array(onnx.manifest.dimension);
    encoder = new CountingEncoder(onnx, { image: none, text: none });
    store = new VectorTable(platform.dataSource, encoder);
    terms = (await readVocabulary()).filter((_, i) => i % 30 === 0);
    dictionary = await WordDictionary.load(encoder, store, terms, { models: {} });
  });
  afterAll(async () => {
    await onnx.close();
    await platform.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('has a unit direction for each term: what it adds to its contexts', async () => {
    expect(dictionary.size).toBe(terms.length);
    for (const facet of ['category', 'colour']) {
      const at = terms.findIndex((term) => term.facet === facet);
      const phrases = phrasesOf(terms[at]!);
      const mean = (vectors: Float32Array[]): number[] =>
        Array.from(
          vectors[0] ?? [],
          (_, j) => vectors.reduce((sum, vector) => sum + vector[j]!, 0) / vectors.length,
        );
      const without = mean(await encoder.texts(phrases.without));
      const added = mean(await encoder.texts(phrases.with)).map((x, j) => x - (without[j] ?? 0));
      const direction = dictionary.direction(at);
      expect(norm(direction)).toBeCloseTo(1, 5);
      direction.forEach((x, j) => expect(x).toBeCloseTo(added[j]! / Math.hypot(...added), 2));
    }
  });

  it('encodes the vocabulary once, and no more at the next start', async () => {
    const before = encoder.encoded;
    const again = await WordDictionary.load(encoder, store, terms, { models: {} });
    expect(encoder.encoded).toBe(before);
    expect(again.id).toBe(dictionary.id);
    const other = await WordDictionary.load(encoder, store, terms.slice(1), { models: {} });
    expect(other.id).not.toBe(dictionary.id);
  });

  it('gives the remainder that its code leaves', async () => {
    const vector = await encoder.text('a red ceramic mug');
    const code = dictionary.code(vector);
    expect(code.neurons.length).toBeGreaterThan(0);
    const whole = dictionary.remainder(vector, code);
    code.neurons.forEach((k, i) =>
      dictionary.direction(k).forEach((d, j) => (whole[j]! += code.activations[i]! * d)),
    );
    whole.forEach((x, j) => expect(x).toBeCloseTo(vector[j]!, 5));
  });

  it('refuses a neuron that it has not', () => {
    expect(() => dictionary.neuron(dictionary.size)).toThrow(RangeError);
    expect(() => dictionary.direction(-1)).toThrow(RangeError);
  });

  it('believes the measured confidence of its own weights, and none of others', () => {
    const term = { facet: 'colour', term: 'red' } as const;
    const measured = { terms: { 'colour/red': { confidence: 0.9 } }, facets: { colour: 0.55 } };
    expect(confidenceOf(term, measured)).toBe(0.9);
    expect(confidenceOf({ ...term, term: 'ochre' }, measured)).toBe(0.55);
    expect(confidenceOf({ facet: 'use', term: 'hiking' }, measured)).toBe(0);
    expect(confidenceOf(term, undefined)).toBe(0);
    expect(measuredKey(encoder)).toContain(encoder.centringId);
  });

  it('computes codes of encoded atoms once, stores them, and leaves out what is not encoded', async () => {
    const vector = await encoder.text('a blue chair');
    await store.put('text', new Map([['chair', vector]]));
    await store.put('image', new Map([['chair-picture', vector]]));
    const asked = [
      { contentHash: 'chair', modality: 'text' },
      { contentHash: 'chair-picture', modality: 'image' },
      { contentHash: 'unknown', modality: 'text' },
    ] as const;
    const codes = await new StoredAtomCodes(platform.dataSource, store, dictionary).of(asked);
    expect([...codes.keys()].sort()).toEqual(['chair', 'chair-picture']);
    expect(codes.get('chair')).toEqual(dictionary.code(vector));
    const rows: { n: string }[] = await platform.dataSource.query('select count(*) as n from activation');
    expect(rows).toEqual([{ n: '2' }]);

    // Another process, whose vectors are gone: it must find the stored codes.
    await platform.dataSource.query("delete from vector where content_hash in ('chair', 'chair-picture')");
    const again = await new StoredAtomCodes(platform.dataSource, store, dictionary).of(asked);
    expect([...again.get('chair')!.neurons]).toEqual([...codes.get('chair')!.neurons]);
    again
      .get('chair')!
      .activations.forEach((a, i) => expect(a).toBeCloseTo(codes.get('chair')!.activations[i]!, 6));
  });

  it('stores an atom once when two ask at the same time', async () => {
    await store.put('text', new Map([['twice', await encoder.text('a green lamp')]]));
    const asked = [{ contentHash: 'twice', modality: 'text' }] as const;
    const both = [1, 2].map(() => new StoredAtomCodes(platform.dataSource, store, dictionary).of(asked));
    const [one, two] = await Promise.all(both);
    expect(one!.get('twice')).toEqual(two!.get('twice'));
  });
});
