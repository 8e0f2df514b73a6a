// node dist/tools/encoder-parity/compare.js FOLDER: pulls the repository that export.py wrote, as a person would, runs it
// through the Encoder port and holds the vectors against the reference's. Writes FOLDER/result.json.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { dot, norm, OnnxEncoder, pullModel, type EncoderManifest } from '#encoder';
import type { Agreement, Reference, Result } from './result.js';

const [, , folder = '.'] = process.argv;

const cosine = (a: Float32Array, b: Float32Array): number => dot(a, b) / (norm(a) * norm(b));

function agreement(
  names: readonly string[],
  ours: readonly Float32Array[],
  theirs: readonly (readonly number[])[],
): Agreement {
  const cosines = ours.map((vector, i) => cosine(vector, Float32Array.from(theirs[i] ?? [])));
  const worst = cosines.indexOf(Math.min(...cosines));
  return {
    count: cosines.length,
    minimum: cosines[worst] ?? 0,
    mean: cosines.reduce((sum, value) => sum + value, 0) / cosines.length,
    below: cosines.filter((value) => !(value >= 0.9999)).length,
    worst: names[worst] ?? '',
  };
}

/** The mean cosine of two different inputs: what a comparison that sees nothing would show. */
function between(vectors: readonly Float32Array[]): number {
  let sum = 0;
  let pairs = 0;
  vectors.forEach((a, i) => {
    for (const b of vectors.slice(i + 1)) {
      sum += cosine(a, b);
      pairs += 1;
    }
  });
  return sum / pairs;
}

/** The careless way: the picture library's own resize. */
function fastResize(contents: Buffer, { size, resize }: EncoderManifest['image']): Promise<Buffer> {
  return sharp(contents)
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .resize(size, size, { fit: resize === 'squash' ? 'fill' : 'cover' })
    .toColourspace('srgb')
    .png()
    .toBuffer();
}

/** A manifest that is wrong in one way for pictures and in one for words, with names for both. */
function wrong(manifest: EncoderManifest): { changed: EncoderManifest; image: string; text: string } {
  const { image, text } = manifest;
  const squash = image.resize === 'squash';
  const padded = text.pad === 'max' && manifest.family !== 'clip';
  return {
    changed: {
      ...manifest,
      image: { ...image, resize: squash ? 'crop' : 'squash' },
      text: padded ? { ...text, padId: text.padId === 0 ? 49407 : 0 } : { ...text, clean: null },
    },
    image: squash ? 'cropped, not squashed' : 'squashed, not cropped',
    text: padded ? 'padded with another token' : 'not cleaned before the tokenizer',
  };
}

async function refusal(name: string, modelsDir: string): Promise<string> {
  try {
    await pullModel(name, { modelsDir, from: folder });
    return 'taken as it is: nothing is pinned';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const reference = JSON.parse(await readFile(join(folder, 'reference.json'), 'utf8')) as Reference;
const { name, texts, pictures } = reference;
const modelsDir = await mkdtemp(join(tmpdir(), 'encoder-parity-'));
try {
  const refused = await refusal(name, modelsDir);
  const pulled = await pullModel(name, { modelsDir, from: folder, ownWeights: true });
  const { manifest } = pulled;
  const files = await Promise.all(pictures.map(({ file }) => readFile(join(folder, 'pictures', file))));
  const words = texts.map(({ text }) => text);
  const sentences = texts.map(({ vector }) => vector);
  const fileNames = pictures.map(({ file }) => file);
  const authors = pictures.map(({ vectors }) => vectors.authors);

  const encoder = await OnnxEncoder.open(pulled.folder);
  const textVectors = await encoder.encodeTexts(words);
  const pictureVectors = (await encoder.encodePictures(files)).map(({ vector }) => vector);
  const fast = await encoder.encodePictures(
    await Promise.all(files.map((file) => fastResize(file, manifest.image))),
  );
  await encoder.close();

  const { changed, image, text } = wrong(manifest);
  await writeFile(join(pulled.folder, 'manifest.json'), JSON.stringify(changed));
  const mistaken = await OnnxEncoder.open(pulled.folder);
  const wrongTexts = await mistaken.encodeTexts(words);
  const wrongPictures = (await mistaken.encodePictures(files)).map(({ vector }) => vector);
  await mistaken.close();

  const byTransformers = pictures.flatMap(({ vectors }) =>
    vectors.transformers ? [vectors.transformers] : [],
  );
  const result: Result = {
    name,
    refused,
    revision: manifest.revision,
    dimension: manifest.dimension,
    texts: agreement(words, textVectors, sentences),
    pictures: agreement(fileNames, pictureVectors, authors),
    transformers: byTransformers.length > 0 ? agreement(fileNames, pictureVectors, byTransformers) : null,
    unmanaged: agreement(
      fileNames,
      pictureVectors,
      pictures.map(({ vectors }) => vectors.unmanaged),
    ),
    otherTokens: texts.filter(({ differing }) => differing.length > 0).map(({ text: said }) => said),
    between: { texts: between(textVectors), pictures: between(pictureVectors) },
    mistakes: [
      {
        what: "sharp's resize",
        of: 'pictures',
        ...agreement(
          fileNames,
          fast.map(({ vector }) => vector),
          authors,
        ),
      },
      { what: image, of: 'pictures', ...agreement(fileNames, wrongPictures, authors) },
      { what: text, of: 'texts', ...agreement(words, wrongTexts, sentences) },
    ],
  };
  await writeFile(join(folder, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
  console.log(`${name}: texts ${result.texts.minimum}, pictures ${result.pictures.minimum} at least`);
  if (result.texts.below + result.pictures.below > 0) process.exitCode = 1;
} finally {
  await rm(modelsDir, { recursive: true });
}
