import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { shippedCentring, type EncoderManifest } from '#encoder';
import { projectFolder } from '#platform';
import { modelId } from '../../../encoder/src/manifest.js';
import { centringId } from '../../../encoder/src/embedding/centring.js';
import { measuredKey, readConfidences, termKey } from './confidence.js';
import { facets, phrasesOf, readVocabulary, type Term } from './vocabulary.js';

interface Kinds {
  readonly colours: string[];
  readonly materials: string[];
  readonly patterns: string[];
  readonly kinds: Record<string, { name: string }>;
}

describe('the vocabulary', () => {
  let terms: Term[];
  let words: Set<string>;
  beforeAll(async () => {
    terms = await readVocabulary();
    words = new Set(
      terms.flatMap(({ facet, term, synonyms }) => [term, ...synonyms].map((word) => `${facet}/${word}`)),
    );
  });

  it('has some of every facet, and is not small', () => {
    expect(terms.length).toBeGreaterThanOrEqual(2500);
    for (const facet of facets)
      expect(terms.filter((term) => term.facet === facet).length, facet).toBeGreaterThan(20);
  });

  it('has every word once in its facet, so that no two neurons stand for the same', () => {
    const all = terms.flatMap(({ facet, term, synonyms }) =>
      [term, ...synonyms].map((word) => `${facet}/${word}`),
    );
    expect(all.filter((word, i) => all.indexOf(word) !== i)).toEqual([]);
  });

  it('knows what the seed shop is drawn of', async () => {
    const lists = JSON.parse(await readFile(join(projectFolder, 'tools/render/kinds.json'), 'utf8')) as Kinds;
    const bare = (name: string): string =>
      name
        .replace(/^(pair|set) of /, '')
        .replace(/ toy$/, '')
        .replace('rings', 'toy');
    const wanted = [
      ...lists.colours.map((word) => `colour/${word}`),
      ...lists.materials.map((word) => `material/${word}`),
      ...lists.patterns.map((word) => `pattern/${word}`),
      ...Object.values(lists.kinds).flatMap(({ name }) => {
        const forms = [bare(name), bare(name).replace(/s$/, '')].map((form) => `category/${form}`);
        return forms.some((form) => words.has(form)) ? [] : forms;
      }),
    ];
    expect(wanted.filter((word) => !words.has(word))).toEqual([]);
  });

  it.each([
    'men',
    'women',
    'boys',
    'girls',
    'babies',
    'seniors',
    'dark skin',
    'plus size',
    'maternity',
    'nude',
    'hijab',
    'crucifix',
    'ethnic',
  ])('marks "%s" as touching people', (word) => {
    expect(terms.filter(({ term }) => term === word).map(({ sensitive }) => sensitive)).toEqual([true]);
  });

  it('puts a term and its synonyms into several contexts', () => {
    const of = (name: string): Term => terms.find(({ term }) => term === name)!;
    expect(phrasesOf(of('mug'))).toEqual({
      with: ['a mug', 'red coffee mug', 'black mug', 'striped coffee mug', 'plain mug'],
      without: [],
    });
    expect(phrasesOf(of('long sleeves')).with).toContain('a t-shirt with long sleeves');
    expect(phrasesOf(of('maroon'))).toEqual({
      with: ['a maroon t-shirt', 'a maroon handbag', 'a maroon mug', 'a maroon chair', 'a maroon lamp'],
      without: ['a t-shirt', 'a handbag', 'a mug', 'a chair', 'a lamp'],
    });
  });

  it('has only terms of its own among the measured ones', async () => {
    const { models } = await readConfidences();
    const keys = new Set(terms.map(termKey));
    const measured = Object.values(models).flatMap((model) => Object.keys(model.terms));
    expect(measured.filter((key) => !keys.has(key))).toEqual([]);
  });

  const shipped = join(projectFolder, 'models/concella-small');
  it.runIf(existsSync(join(shipped, 'manifest.json')))(
    'has been judged for the weights that are shipped (else: npm run lab -- neurons names)',
    async () => {
      const manifest = JSON.parse(await readFile(join(shipped, 'manifest.json'), 'utf8')) as EncoderManifest;
      const centring = await shippedCentring(shipped, manifest);
      const key = measuredKey({ model: modelId(manifest), centringId: centringId(centring!) });
      expect(Object.keys((await readConfidences()).models)).toContain(key);
    },
  );

  it('is found from the build as from the sources', async () => {
    const built = join(projectFolder, 'dist/libs/neurons/src/words/vocabulary.js');
    const count = `import { readVocabulary } from '${built}'; console.log((await readVocabulary()).length)`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', count], {
      cwd: '/',
    });
    expect(Number(stdout)).toBe(terms.length);
  });
});
