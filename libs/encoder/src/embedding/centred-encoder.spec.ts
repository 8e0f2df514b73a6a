import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { norm, centred, UnreadablePicture, type Centring } from '../encoder.js';
import { OnnxEncoder } from '../onnx/onnx-encoder.js';
import { CentredEncoder } from './centred-encoder.js';
import { meanDirection, takeCentring } from './centring.js';

const tiny = fileURLToPath(new URL('../../../../test/fixtures/tiny-clip', import.meta.url));
const picture = (name: string): Buffer => readFileSync(join(tiny, 'pictures', `${name}.png`));
const pictures = ['gradient', 'noise', 'wide'].map(picture);
const words = ['mug', 'blue shirt', 'a wooden chair for the garden'];

describe('CentredEncoder', () => {
  let encoder: OnnxEncoder;
  let centring: Centring;
  beforeAll(async () => {
    encoder = await OnnxEncoder.open(tiny);
    centring = await takeCentring(encoder, {
      name: 'three',
      texts: () => Promise.resolve(words),
      pictures: () => Promise.resolve(pictures),
    });
  });
  afterAll(() => encoder.close());

  it('centres: the unit vectors of the reference set less the means sum to nothing', async () => {
    const raw = await encoder.encodeTexts(words);
    const again = meanDirection(raw, encoder.manifest.dimension);
    again.forEach((value, i) => expect(value).toBeCloseTo(centring.text[i]!, 6));
    const served = new CentredEncoder(encoder, centring);
    const [vector] = await served.texts(['mug']);
    expect(norm(vector!)).toBeCloseTo(1, 5);
    expect(vector).toEqual(centred(raw[0]!, centring.text));
  });

  it('gives many concurrent queries the vectors of single ones', async () => {
    const served = new CentredEncoder(encoder, centring);
    const queries = Array.from({ length: 50 }, (_, i) => `${'soft '.repeat(i % 5)}blanket ${i % 40}`);
    const together = await Promise.all(queries.map((query) => served.text(query)));
    for (const i of [0, 7, 23, 49]) {
      const [alone] = await served.texts([queries[i]!]);
      together[i]!.forEach((value, k) => expect(value).toBeCloseTo(alone![k]!, 4));
    }
    const some = await Promise.all(pictures.map((one) => served.picture(one)));
    const [first] = await served.pictures(pictures.slice(0, 1));
    some[0]!.forEach((value, k) => expect(value).toBeCloseTo(first![k]!, 4));
  });

  it('remembers by content and modality, and hands out copies', async () => {
    const seen: string[] = [];
    const served = new CentredEncoder(encoder, centring, (modality, hit) =>
      seen.push(`${modality} ${hit ? 'hit' : 'miss'}`),
    );
    const first = await served.text('mug');
    first.fill(0);
    const second = await served.text('mug');
    expect(norm(second)).toBeCloseTo(1, 5);
    await served.picture(pictures[0]!);
    await served.picture(Buffer.from(pictures[0]!));
    await served.text('mug ');
    expect(seen).toEqual(['text miss', 'text hit', 'image miss', 'image hit', 'text miss']);
  });

  it('does not remember failures, and lets a bad picture fail alone', async () => {
    const served = new CentredEncoder(encoder, centring);
    const bad = Buffer.from('not a picture');
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const [good, failed] = await Promise.allSettled([served.picture(pictures[1]!), served.picture(bad)]);
      expect(good.status).toBe('fulfilled');
      expect(failed).toMatchObject({ status: 'rejected', reason: { index: 0, fix: /send/ } });
      expect((failed as PromiseRejectedResult).reason).toBeInstanceOf(UnreadablePicture);
    }
  });

  it('is identified by its model and means', () => {
    const other = { ...centring, text: centring.text.map((value) => value + 0.001) };
    const [a, b] = [new CentredEncoder(encoder, centring), new CentredEncoder(encoder, other)];
    expect(a.model).toBe('tiny-clip@1');
    expect(a.dimension).toBe(32);
    expect(a.centringId).toMatch(/^[0-9a-f]{12}$/);
    expect(a.centringId).not.toBe(b.centringId);
  });
});
