import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readVocabulary } from '../words/vocabulary.js';
import { languageTag, lookupOrder, readShippedNames, shippedKey } from './language.js';

describe('languageTag', () => {
  it.each([
    ['de', 'de'],
    ['DE-at', 'de-AT'],
    ['zh-hant-tw', 'zh-Hant-TW'],
    ['iw', 'he'],
  ])('takes %s as %s', (given, canonical) => {
    expect(languageTag.parse(given)).toBe(canonical);
  });

  it.each(['', 'd', 'german!', 'de_AT', 'x'.repeat(36), 'de-'])('refuses "%s"', (given) => {
    expect(languageTag.safeParse(given).success).toBe(false);
  });
});

describe('lookupOrder', () => {
  it('goes from the tag to ever wider ranges, and leaves out what opens an extension (RFC 4647)', () => {
    expect(lookupOrder('zh-Hant-TW')).toEqual(['zh-Hant-TW', 'zh-Hant', 'zh']);
    expect(lookupOrder('de-u-co-phonebk')).toEqual(['de-u-co-phonebk', 'de-u-co', 'de']);
    expect(lookupOrder('de')).toEqual(['de']);
  });
});

describe('readShippedNames', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'concella-names-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('reads one file a language, and names the line that is wrong', async () => {
    await writeFile(join(folder, 'terms.jsonl'), 'not a file of names\n');
    expect(await readShippedNames(folder)).toEqual(new Map());
    await writeFile(join(folder, 'names.pt-br.jsonl'), '{"term":"red","facet":"colour","name":"vermelho"}\n');
    expect((await readShippedNames(folder)).get('pt-BR')?.get('colour/red')).toBe('vermelho');
    await writeFile(join(folder, 'names.de.jsonl'), '{"term":"red","facet":"colour"}\n');
    await expect(readShippedNames(folder)).rejects.toThrow(/names\.de\.jsonl:1/);
  });

  it('finds every shipped name to be of a term of the vocabulary', async () => {
    const terms = new Set((await readVocabulary()).map(({ facet, term }) => shippedKey(facet, term)));
    for (const [language, names] of await readShippedNames())
      for (const key of names.keys()) expect(terms.has(key), `${language}: ${key}`).toBe(true);
  });
});
