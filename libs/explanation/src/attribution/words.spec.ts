import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CentredEncoder, dot, OnnxEncoder } from '#encoder';
import { projectFolder } from '#platform';
import { wordEffects, withoutWord, wordsOf } from './words.js';

const said = (text: string): string[] => wordsOf(text).map(({ start, end }) => text.slice(start, end));

describe('wordsOf', () => {
  it.each([
    ['A red T-shirt, 100% cotton.', ['A', 'red', 'T-shirt', '100', 'cotton']],
    ["it doesn't red/blue - no", ['it', "doesn't", 'red/blue', 'no']],
    ['  ', []],
    ['wasserdichte Jacke für Übergänge', ['wasserdichte', 'Jacke', 'für', 'Übergänge']],
  ])('reads %j', (text, words) => expect(said(text)).toEqual(words));

  it('gives words in order that do not overlap, within any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        let end = 0;
        for (const word of wordsOf(text)) {
          expect(word.start).toBeGreaterThanOrEqual(end);
          expect(word.end).toBeGreaterThan(word.start);
          end = word.end;
        }
        expect(end).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it('takes a word out without leaving a gap', () => {
    const text = 'a red mug';
    expect(wordsOf(text).map((word) => withoutWord(text, word))).toEqual(['red mug', 'a mug', 'a red']);
  });
});

describe('wordEffects', () => {
  let onnx: OnnxEncoder;
  let encoder: CentredEncoder;
  beforeAll(async () => {
    onnx = await OnnxEncoder.open(join(projectFolder, 'models/concella-small'));
    const none = new Float32Array(onnx.manifest.dimension);
    encoder = new CentredEncoder(onnx, { image: none, text: none });
  });
  afterAll(() => onnx.close());
  const effects = async (text: string, of: string, context = 64): ReturnType<typeof wordEffects> =>
    wordEffects(text, await encoder.text(of), context, (texts) => encoder.texts(texts));

  it('is the difference of two encodings, and the word that says it has the largest', async () => {
    const { projection, words } = await effects('a plain red ceramic mug', 'red');
    expect(projection).toBeCloseTo(
      dot(await encoder.text('red'), await encoder.text('a plain red ceramic mug')),
      4,
    );
    const red = words.find(({ word }) => word === 'red');
    expect(red?.effect).toBe(Math.max(...words.map(({ effect }) => effect)));
    expect(red?.effect).toBeCloseTo(
      projection - dot(await encoder.text('red'), await encoder.text('a plain ceramic mug')),
      4,
    );
  });

  it('gives a text of one word its whole projection', async () => {
    const { projection, words } = await effects('red!', 'red');
    expect(words).toEqual([{ start: 0, end: 3, word: 'red', effect: projection }]);
  });

  it('gives no effect to words that the encoder does not read', async () => {
    const text = `${'soft warm blanket '.repeat(40)}red`;
    const { projection, words } = await effects(text, 'red', onnx.manifest.text.contextLength);
    expect(words).toHaveLength(121);
    expect(words.slice(64).every(({ effect }) => effect === 0)).toBe(true);
    const [without] = await encoder.texts([withoutWord(text, words.at(-1)!)]);
    expect(dot(await encoder.text('red'), without!)).toBeCloseTo(projection, 6);
  });
});
