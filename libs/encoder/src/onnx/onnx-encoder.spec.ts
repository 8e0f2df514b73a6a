import { copyFileSync, cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dot, norm, UnreadablePicture, type EncoderManifest } from '../encoder.js';
import { fileSha256 } from '../manifest.js';
import { fit } from '../pictures/prepare.js';
import { OnnxEncoder, type Stage } from './onnx-encoder.js';
import { Tower } from './tower.js';

interface Golden {
  readonly texts: { readonly text: string; readonly embedding: number[] }[];
  readonly pictures: { readonly file: string; readonly embedding: number[] }[];
}

const project = fileURLToPath(new URL('../../../../', import.meta.url));
const fixtures = join(project, 'test/fixtures');
const tiny = join(fixtures, 'tiny-clip');
const small = join(project, process.env.MODELS_DIR ?? 'models', 'concella-small');

const cosine = (a: Float32Array, b: Float32Array): number => dot(a, b) / (norm(a) * norm(b));
const golden = (file: string): Golden => JSON.parse(readFileSync(join(fixtures, file), 'utf8')) as Golden;

/** A detailed picture: sharp edges at every scale are what careless resizing gets wrong. */
async function detailed(width: number, height: number): Promise<Buffer> {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 3;
      const ring = Math.hypot(x - width / 3, y - height / 2);
      data[at] = Math.floor(ring) % 17 < 8 ? 220 : 30;
      data[at + 1] = (x * 255) / width;
      data[at + 2] = (Math.floor(x / 23) + Math.floor(y / 31)) % 2 ? 200 : 60;
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toBuffer();
}

describe.each([
  ['tiny-clip', tiny, 'tiny-clip/golden.json', 'tiny-clip'],
  ['concella-small', small, 'concella-small-golden.json', 'tiny-clip'],
])('OnnxEncoder with %s', (name, folder, goldenFile, picturesFolder) => {
  let encoder: OnnxEncoder;
  beforeAll(async () => {
    encoder = await OnnxEncoder.open(folder);
  });
  afterAll(() => encoder.close());

  it('is named by its manifest', async () => {
    expect(encoder.model).toBe(`${name}@${encoder.manifest.revision}`);
    expect(await encoder.fault()).toBeUndefined();
  });

  it("gives the reference's vectors for words", async () => {
    const { texts } = golden(goldenFile);
    const vectors = await encoder.encodeTexts(texts.map(({ text }) => text));
    texts.forEach(({ text, embedding }, i) => {
      expect(cosine(vectors[i]!, Float32Array.from(embedding)), text).toBeGreaterThan(0.99999);
    });
  });

  it("gives the reference's vectors for pictures", async () => {
    const { pictures } = golden(goldenFile);
    expect(pictures.length).toBeGreaterThan(0);
    const files = pictures.map(({ file }) => readFileSync(join(fixtures, picturesFolder, file)));
    const encoded = await encoder.encodePictures(files);
    pictures.forEach(({ file, embedding }, i) => {
      expect(cosine(encoded[i]!.vector, Float32Array.from(embedding)), file).toBeGreaterThan(0.999);
    });
  });

  it('gives the same vectors alone, in batches and in any order', async () => {
    const texts = Array.from({ length: 37 }, (_, i) => `${'blue '.repeat(i % 9)}mug number ${i}`);
    const together = await encoder.encodeTexts(texts);
    const reversed = await encoder.encodeTexts([...texts].reverse());
    for (const i of [0, 5, 17, 36]) {
      const [alone] = await encoder.encodeTexts([texts[i]!]);
      for (const other of [together[i]!, reversed[36 - i]!]) {
        other.forEach((value, k) => expect(value).toBeCloseTo(alone![k]!, 4));
      }
    }
  });

  it('loses less than .001 cosine by shrinking a huge picture while decoding', async () => {
    const { size } = encoder.manifest.image;
    const huge = await detailed(size * 20, size * 14);
    const [fast] = await encoder.encodePictures([huge]);
    const whole = await sharp(huge).raw().toBuffer({ resolveWithObject: true });
    const exact = await exactVector(encoder, whole.data, whole.info.width, whole.info.height);
    expect(cosine(fast!.vector, exact)).toBeGreaterThan(0.999);
  });

  it('says which picture of several is unreadable', async () => {
    const good = await detailed(90, 70);
    const pictures = [good, good, good, good, good, Buffer.from('no picture'), good];
    const failure = await encoder.encodePictures(pictures).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnreadablePicture);
    expect((failure as UnreadablePicture).index).toBe(5);
    await expect(encoder.encodePictures([good])).resolves.toHaveLength(1);
  });

  it('leaves the request thread free while it encodes', async () => {
    const picture = await detailed(500, 400);
    // Milliseconds of delay say more about the other work on the machine; computing here would keep this thread
    // busy all the time (the lab's "bench encoder" tells the delays).
    const before = performance.eventLoopUtilization();
    await Promise.all([
      encoder.encodePictures(Array.from({ length: 24 }, () => picture)),
      encoder.encodeTexts(Array.from({ length: 48 }, (_, i) => `a red ceramic mug ${i}`)),
    ]);
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.6);
  });
});

/** The vector of whole pixels by the exact resampling alone, without decode-time shrinking. */
async function exactVector(
  encoder: OnnxEncoder,
  data: Buffer,
  width: number,
  height: number,
): Promise<Float32Array> {
  const { size } = encoder.manifest.image;
  const fitted = fit({ data, width, height }, encoder.manifest.image);
  const png = await sharp(fitted.data, { raw: { width: size, height: size, channels: 3 } })
    .png()
    .toBuffer();
  const [encoded] = await encoder.encodePictures([png]);
  return encoded!.vector;
}

describe('OnnxEncoder', () => {
  it("gives cells whose mean is the picture's vector, where the tower has them", async () => {
    const encoder = await OnnxEncoder.open(small);
    try {
      const [encoded] = await encoder.encodePictures([await detailed(300, 200)], { cells: true });
      const { rows, columns, values } = encoded!.cells!;
      const { dimension } = encoder.manifest;
      expect(values).toHaveLength(rows * columns * dimension);
      for (let k = 0; k < dimension; k += 1) {
        let sum = 0;
        for (let cell = 0; cell < rows * columns; cell += 1) sum += values[cell * dimension + k]!;
        expect(sum / (rows * columns)).toBeCloseTo(encoded!.vector[k]!, 4);
      }
      const [plain] = await encoder.encodePictures([await detailed(300, 200)]);
      expect(plain!.cells).toBeUndefined();
    } finally {
      await encoder.close();
    }
  });

  it('reports where the time goes', async () => {
    const seen = new Set<string>();
    const observe = (modality: string, stage: Stage, seconds: number): void => {
      expect(seconds).toBeGreaterThanOrEqual(0);
      seen.add(`${modality} ${stage}`);
    };
    const encoder = await OnnxEncoder.open(tiny, observe);
    await encoder.encodePictures([await detailed(90, 70)]);
    await encoder.close();
    expect([...seen].sort()).toEqual([
      'image decode',
      'image infer',
      'image prepare',
      'image wait',
      'text infer',
      'text prepare',
      'text wait',
    ]);
  });

  it('finishes what it has when it is closed, and refuses what comes after', async () => {
    const encoder = await OnnxEncoder.open(tiny);
    const running = encoder.encodeTexts(['one', 'two']);
    await encoder.close();
    expect(await encoder.fault()).toMatch(/closed/);
    await expect(running).resolves.toHaveLength(2);
    await expect(encoder.encodeTexts(['three'])).rejects.toThrow(/closed/);
    await encoder.close();
  });
});

describe('OnnxEncoder with a model as it should not be', () => {
  let folder: string;
  const manifest = (): EncoderManifest =>
    JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as EncoderManifest;
  const write = (changed: object): void =>
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(changed));
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'concella-model-'));
    cpSync(tiny, folder, { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('tells that the dimension is another one', async () => {
    const original = manifest();
    write({ ...original, dimension: 31 });
    await expect(OnnxEncoder.open(folder)).rejects.toThrow(/32 values a row, the manifest says 31/);
    write(original);
  });

  it('tells that a graph cannot be loaded', async () => {
    const original = manifest();
    writeFileSync(join(folder, 'broken.onnx'), 'not a graph');
    const sha256 = (await fileSha256(join(folder, 'broken.onnx')))!;
    write({ ...original, image: { ...original.image, file: 'broken.onnx', sha256 } });
    await expect(OnnxEncoder.open(folder)).rejects.toThrow(/broken\.onnx/);
    write(original);
  });

  it('starts a thread that ended again at the next call', async () => {
    const original = manifest();
    const tower = new Tower({ folder, manifest: original, modality: 'text', threads: 1 });
    renameSync(join(folder, original.text.file), join(folder, 'away.onnx'));
    await expect(tower.run({ texts: ['mug'] })).rejects.toThrow(/text_model\.onnx/);
    renameSync(join(folder, 'away.onnx'), join(folder, original.text.file));
    const { vectors } = await tower.run({ texts: ['mug'] });
    expect(vectors).toHaveLength(32);
    await tower.close();
  });

  it('runs a model published as one graph with both towers (FashionCLIP) to the same vectors', async () => {
    const original = manifest();
    copyFileSync(join(fixtures, 'tiny-clip-combined/model.onnx'), join(folder, 'model.onnx'));
    const sha256 = (await fileSha256(join(folder, 'model.onnx')))!;
    const whole = { file: 'model.onnx', sha256 };
    write({ ...original, image: { ...original.image, ...whole }, text: { ...original.text, ...whole } });
    const combined = await OnnxEncoder.open(folder);
    const separate = await OnnxEncoder.open(tiny);
    const texts = ['a red mug', 'a much longer sentence about a blue mug'];
    const [a, b] = [await combined.encodeTexts(texts), await separate.encodeTexts(texts)];
    a.forEach((vector, i) => expect(cosine(vector, b[i]!)).toBeGreaterThan(0.99999));
    const picture = await detailed(90, 70);
    const [c, d] = [await combined.encodePictures([picture]), await separate.encodePictures([picture])];
    expect(cosine(c[0]!.vector, d[0]!.vector)).toBeGreaterThan(0.99999);
    await Promise.all([combined.close(), separate.close()]);
    write(original);
  });
});
