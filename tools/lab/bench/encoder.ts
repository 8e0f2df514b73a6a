import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { OnnxEncoder, type EncoderManifest } from '#encoder';
import { labCommand } from '../command.js';

const options = labCommand('bench', 'encoder')
  .option('--model <name>', 'a folder of the models folder', process.env.MODEL ?? 'concella-small')
  .option('--models <dir>', 'the models folder', process.env.MODELS_DIR ?? './models')
  .option('--pictures <dir>', 'pictures to encode', './seed-data/pictures')
  .option('--rounds <n>', 'rounds; the best is told', '20')
  .parse()
  .opts<{ model: string; models: string; pictures: string; rounds: string }>();

const folder = join(options.models, options.model);
const rounds = Number(options.rounds);
const texts = [
  'red mug',
  'a wooden chair for the garden',
  'waterproof hiking boots with a warm lining, size 42',
];

/** Milliseconds of `work`, the best of the rounds (other work on the machine only adds), after one that doesn't count. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  await work();
  let best = Infinity;
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    await work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

async function pictureFiles(): Promise<Buffer[]> {
  const names = readdirSync(options.pictures).filter((name) => /\.(jpe?g|png|webp)$/i.test(name));
  const chosen = names.slice(0, 32).map((name) => readFileSync(join(options.pictures, name)));
  if (chosen.length === 0) throw new Error(`there are no pictures in ${options.pictures}`);
  const { width, height } = await sharp(chosen[0]).metadata();
  console.log(`${chosen.length} pictures of about ${width} x ${height}, ${options.model}, ${rounds} rounds`);
  return chosen;
}

/** onnxruntime alone on prepared input: one row at a time and sixteen, one thread, as the floor to compare with. */
async function raw(manifest: EncoderManifest): Promise<{ one: number; sixteen: number; text: number }> {
  const threads = { intraOpNumThreads: 1 };
  const image = await InferenceSession.create(join(folder, manifest.image.file), threads);
  const text = await InferenceSession.create(join(folder, manifest.text.file), threads);
  const { size, input } = manifest.image;
  const pixels = (rows: number): Tensor =>
    new Tensor('float32', new Float32Array(rows * 3 * size * size), [rows, 3, size, size]);
  const length = manifest.text.pad === 'max' ? manifest.text.contextLength : 8;
  const ids = new Tensor('int64', new BigInt64Array(length).fill(1n), [1, length]);
  const { mask } = manifest.text;
  const words = { [manifest.text.ids]: ids, ...(mask === null ? {} : { [mask]: ids }) };
  const result = {
    one: await timed(() => image.run({ [input]: pixels(1) }, [manifest.image.output])),
    sixteen: (await timed(() => image.run({ [input]: pixels(16) }, [manifest.image.output]))) / 16,
    text: await timed(() => text.run(words, [manifest.text.output])),
  };
  await Promise.all([image.release(), text.release()]);
  return result;
}

const pictures = await pictureFiles();
const opening = performance.now();
const encoder = await OnnxEncoder.open(folder);
const opened = performance.now() - opening;
const floor = await raw(encoder.manifest);
const [first = Buffer.alloc(0)] = pictures;
const one = await timed(() => encoder.encodePictures([first]));
const many = (await timed(() => encoder.encodePictures(pictures))) / pictures.length;
// Hardly anything to decode and nothing to resize: what is left is the encoder's own cost.
const { size } = encoder.manifest.image;
const prepared = await Promise.all(
  pictures.map((picture) =>
    sharp(picture).resize(size, size, { fit: 'fill' }).png({ compressionLevel: 0 }).toBuffer(),
  ),
);
const [firstPrepared = Buffer.alloc(0)] = prepared;
const oneDecoded = await timed(() => encoder.encodePictures([firstPrepared]));
const manyDecoded = (await timed(() => encoder.encodePictures(prepared))) / prepared.length;
const text =
  (await timed(async () => {
    for (const words of texts) await encoder.encodeTexts([words]);
  })) / texts.length;
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const idle = performance.eventLoopUtilization();
await encoder.encodePictures(pictures);
const { utilization } = performance.eventLoopUtilization(idle);
delay.disable();
await encoder.close();

const row = (what: string, ours: number, alone: number): string =>
  `| ${what} | ${ours.toFixed(2)} | ${alone.toFixed(2)} | ${(ours / alone).toFixed(2)} |`;
console.log(
  [
    `opened, files checked, both towers warm: ${opened.toFixed(0)} ms; request thread while importing: ${(utilization * 100).toFixed(0)} % busy, delayed by at most ${(delay.max / 1e6).toFixed(1)} ms`,
    '',
    '| | encoder, ms | onnxruntime alone, ms | ratio |',
    '|---|---|---|---|',
    row('one text', text, floor.text),
    row('one picture, from its file', one, floor.one),
    row('a picture of an import', many, floor.sixteen),
    row(`one picture of ${size} px, uncompressed`, oneDecoded, floor.one),
    row('one of many such', manyDecoded, floor.sixteen),
  ].join('\n'),
);
