import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EncoderManifest } from '../encoder.js';
import { parseManifest } from '../manifest.js';
import { TextTokens } from './tokens.js';

interface Golden {
  readonly texts: { readonly text: string; readonly ids: number[] }[];
}

const models = process.env.MODELS_DIR ?? 'models';
const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8'));

function tokensOf(folder: string, change: Partial<EncoderManifest['text']> = {}): TextTokens {
  const { text } = parseManifest(read(`${folder}/manifest.json`), folder);
  return new TextTokens(read(`${folder}/${text.tokenizer}`) as object, { ...text, ...change });
}

describe.each([
  ['tiny-clip (byte pairs of CLIP)', 'test/fixtures/tiny-clip', 'test/fixtures/tiny-clip/golden.json'],
  ['concella-small', `${models}/concella-small`, 'test/fixtures/concella-small-golden.json'],
])('%s', (_, folder, goldenFile) => {
  it("gives the reference's ids", () => {
    const tokens = tokensOf(folder);
    const { texts } = read(goldenFile) as Golden;
    expect(texts.length).toBeGreaterThan(5);
    for (const { text, ids } of texts) expect({ text, ids: tokens.ids(text) }).toEqual({ text, ids });
  });

  it('never gives more than the context, nor fails, whatever the text', () => {
    const tokens = tokensOf(folder);
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary', maxLength: 400 }),
      // Halves of surrogate pairs.
      fc.array(fc.integer({ min: 0xd800, max: 0xdfff })).map((codes) => String.fromCharCode(...codes)),
    );
    fc.assert(
      fc.property(text, (value) => {
        const ids = tokens.ids(value);
        expect(ids.length).toBeGreaterThan(0);
        expect(ids.length).toBeLessThanOrEqual(77);
        expect(ids.every((id) => Number.isInteger(id) && id >= 0)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('reads a megabyte as fast as a page, with the same result', () => {
    const tokens = tokensOf(folder);
    const page = 'red ceramic mug '.repeat(600);
    const start = performance.now();
    expect(tokens.ids(page.repeat(110))).toEqual(tokens.ids(page));
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('TextTokens', () => {
  const folder = 'test/fixtures/tiny-clip';
  const long = 'a very long sentence about mugs '.repeat(40);

  it('keeps the closing token of a text that is cut', () => {
    const ids = tokensOf(folder).ids(long);
    expect(ids).toHaveLength(77);
    expect(ids.at(-1)).toBe(tokensOf(folder).ids('a').at(-1));
  });

  it('pads to the longest of the batch, and masks the padding', () => {
    const { ids, mask, rows, length } = tokensOf(folder, { padId: 0 }).batch(['a', 'a red mug']);
    expect(rows).toBe(2);
    const first = tokensOf(folder).ids('a');
    expect(length).toBe(tokensOf(folder).ids('a red mug').length);
    expect([...ids.slice(0, length)].map(Number)).toEqual([
      ...first,
      ...Array.from({ length: length - first.length }, () => 0),
    ]);
    expect(mask.slice(0, length).reduce((sum, one) => sum + one, 0n)).toBe(BigInt(first.length));
    expect(mask.slice(length).every((one) => one === 1n)).toBe(true);
  });

  it('pads to the whole context where the model wants it (SigLIP)', () => {
    const { ids, length } = tokensOf(folder, { pad: 'max', contextLength: 64, padId: 1 }).batch(['a']);
    expect(length).toBe(64);
    expect(ids.at(-1)).toBe(1n);
  });
});
