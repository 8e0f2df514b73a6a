// Small models with random weights in the layout of every public family, held against what open_clip and transformers
// compute (tools/encoder-parity/golden.py); full size: docs/figures/encoder-parity.md.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dot, norm, type EncoderManifest } from '../encoder.js';
import { parseManifest } from '../manifest.js';
import { TextTokens } from '../text/tokens.js';
import { OnnxEncoder } from './onnx-encoder.js';

interface Golden {
  readonly texts: readonly { readonly text: string; readonly ids: number[]; readonly embedding: number[] }[];
  readonly pictures: readonly { readonly file: string; readonly embedding: number[] }[];
}

const fixtures = fileURLToPath(new URL('../../../../test/fixtures/encoder-parity', import.meta.url));
const goldens = JSON.parse(readFileSync(join(fixtures, 'golden.json'), 'utf8')) as Record<string, Golden>;

const cosine = (a: Float32Array, b: readonly number[]): number => {
  const other = Float32Array.from(b);
  return dot(a, other) / (norm(a) * norm(other));
};
const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const picture = (file: string): Buffer => readFileSync(join(fixtures, 'pictures', file));
const leastOf = (vectors: readonly Float32Array[], rows: readonly { embedding: number[] }[]): number =>
  Math.min(...rows.map(({ embedding }, i) => cosine(vectors[i]!, embedding)));

/** The same model with a manifest that is wrong in one way. */
async function mistaken(
  folder: string,
  change: (manifest: EncoderManifest) => EncoderManifest,
): Promise<{ encoder: OnnxEncoder; end: () => Promise<void> }> {
  const copy = mkdtempSync(join(tmpdir(), 'concella-family-'));
  cpSync(folder, copy, { recursive: true });
  const path = join(copy, 'manifest.json');
  writeFileSync(path, JSON.stringify(change(parseManifest(read(path), path))));
  const encoder = await OnnxEncoder.open(copy);
  const end = async (): Promise<void> => {
    await encoder.close();
    rmSync(copy, { recursive: true });
  };
  return { encoder, end };
}

describe.each(Object.keys(goldens))('a small %s', (name) => {
  const folder = join(fixtures, name);
  const { texts, pictures } = goldens[name]!;
  const words = texts.map(({ text }) => text);
  const files = pictures.map(({ file }) => picture(file));
  let encoder: OnnxEncoder;
  beforeAll(async () => {
    encoder = await OnnxEncoder.open(folder);
  });
  afterAll(() => encoder.close());

  it("has the reference's token ids", () => {
    const { text } = parseManifest(read(join(folder, 'manifest.json')), folder);
    const tokens = new TextTokens(read(join(folder, text.tokenizer)) as object, text);
    expect(texts).toHaveLength(60);
    for (const { text: said, ids } of texts) {
      expect({ said, ids: tokens.ids(said) }).toEqual({ said, ids });
    }
  });

  it("has the reference's vectors of words", async () => {
    const vectors = await encoder.encodeTexts(words);
    texts.forEach(({ text, embedding }, i) => {
      expect(cosine(vectors[i]!, embedding), text).toBeGreaterThanOrEqual(0.9999);
    });
  });

  it("has the reference's vectors of pictures, and would not with another resize", async () => {
    const encoded = await encoder.encodePictures(files);
    pictures.forEach(({ file, embedding }, i) => {
      expect(cosine(encoded[i]!.vector, embedding), file).toBeGreaterThanOrEqual(0.9999);
    });
    const { size, resize } = encoder.manifest.image;
    const fit = resize === 'squash' ? 'fill' : 'cover';
    const careless = await Promise.all(
      files.map((file) => sharp(file).autoOrient().flatten().resize(size, size, { fit }).png().toBuffer()),
    );
    const others = await encoder.encodePictures(careless);
    expect(
      leastOf(
        others.map(({ vector }) => vector),
        pictures,
      ),
    ).toBeLessThan(0.9999);
  });

  it('shows a wrong manifest', async () => {
    const { encoder: wrong, end } = await mistaken(folder, (manifest) => ({
      ...manifest,
      image: { ...manifest.image, resize: manifest.image.resize === 'crop' ? 'squash' : 'crop' },
      // Towers that look both ways see what they are padded with; in the others only the cleaning can be wrong.
      text:
        manifest.family === 'clip'
          ? { ...manifest.text, clean: null }
          : { ...manifest.text, padId: manifest.text.padId === 0 ? 1 : 0 },
    }));
    const encoded = await wrong.encodePictures(files);
    expect(
      leastOf(
        encoded.map(({ vector }) => vector),
        pictures,
      ),
    ).toBeLessThan(0.99);
    expect(leastOf(await wrong.encodeTexts(words), texts)).toBeLessThan(0.99);
    await end();
  });
});
