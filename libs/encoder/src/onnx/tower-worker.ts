// The thread of one tower. onnxruntime-node computes inside run() and blocks the loop that called it,
// so each tower has a thread of its own; the request thread only sends batches and receives vectors.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { EncoderManifest } from '../encoder.js';
import { fit, normalise } from '../pictures/prepare.js';
import type { Pixels } from '../pictures/resample.js';
import { hidePatches } from '../pictures/hide-patches.js';
import { TextTokens } from '../text/tokens.js';
import { UnitSessions } from './unit-sessions.js';
import type {
  MaskedPicture,
  TowerData,
  TowerInput,
  TowerOutput,
  TowerReply,
  TowerRequest,
} from './messages.js';

interface Prepared {
  readonly feeds: Record<string, Tensor>;
  readonly rows: number;
  readonly cells: boolean;
}

function preparePictures(
  image: EncoderManifest['image'],
  pictures: readonly Pixels[],
  cells: boolean,
): Prepared {
  const { size } = image;
  const one = 3 * size * size;
  const values = new Float32Array(pictures.length * one);
  pictures.forEach((picture, i) => normalise(fit(picture, image), image, values, i * one));
  const tensor = new Tensor('float32', values, [pictures.length, 3, size, size]);
  return { feeds: { [image.input]: tensor }, rows: pictures.length, cells };
}

function prepareMasked(image: EncoderManifest['image'], { masked, grid, masks }: MaskedPicture): Prepared {
  const { size } = image;
  const planes = new Float32Array(3 * size * size);
  normalise(fit(masked, image), image, planes, 0);
  const values = new Float32Array(masks.length * planes.length);
  masks.forEach((mask, i) => hidePatches(planes, size, grid, mask, values, i * planes.length));
  const tensor = new Tensor('float32', values, [masks.length, 3, size, size]);
  return { feeds: { [image.input]: tensor }, rows: masks.length, cells: false };
}

function prepareTexts(
  text: EncoderManifest['text'],
  tokens: TextTokens,
  texts: readonly string[],
  shapes: InputShapes,
): Prepared {
  const { ids, mask, rows, length } = tokens.batch(texts);
  const tensor = (name: string, values: BigInt64Array): Tensor =>
    shapes.narrow.has(name)
      ? new Tensor('int32', Int32Array.from(values, Number), [rows, length])
      : new Tensor('int64', values, [rows, length]);
  const feeds: Record<string, Tensor> = { [text.ids]: tensor(text.ids, ids) };
  if (text.mask !== null) feeds[text.mask] = tensor(text.mask, mask);
  return { feeds, rows, cells: false };
}

/** What a graph fixes about its inputs; exports differ. */
interface InputShapes {
  /** Inputs that are int32 where most graphs have int64. */
  readonly narrow: ReadonlySet<string>;
  /** Whether it takes one picture or text at a time. */
  readonly single: boolean;
}

function inputShapes(session: InferenceSession, main: string): InputShapes {
  const tensors = session.inputMetadata.filter((input) => input.isTensor);
  return {
    narrow: new Set(tensors.filter(({ type }) => type === 'int32').map(({ name }) => name)),
    single: tensors.some(({ name, shape }) => name === main && shape[0] === 1),
  };
}

type BatchInput = Exclude<TowerInput, { unitsOf: Pixels }>;

/** A batch as batches of one. */
function apart(input: BatchInput): BatchInput[] {
  if ('texts' in input) return input.texts.map((text) => ({ texts: [text] }));
  if ('masked' in input) return input.masks.map((mask) => ({ ...input, masks: [mask] }));
  return input.pictures.map((picture) => ({ pictures: [picture], cells: input.cells }));
}

/** The outputs of batches of one as those of one batch. */
function together(outputs: readonly TowerOutput[]): TowerOutput {
  const joined = (parts: readonly Float32Array[]): Float32Array<ArrayBuffer> =>
    Float32Array.from(parts.flatMap((part) => [...part]));
  const seconds = (of: (output: TowerOutput) => number): number =>
    outputs.reduce((sum, output) => sum + of(output), 0);
  const [first] = outputs;
  const cells = first?.cells && {
    ...first.cells,
    values: joined(outputs.map((output) => output.cells?.values ?? new Float32Array(0))),
  };
  return {
    vectors: joined(outputs.map(({ vectors }) => vectors)),
    ...(cells && { cells }),
    prepareSeconds: seconds(({ prepareSeconds }) => prepareSeconds),
    inferSeconds: seconds(({ inferSeconds }) => inferSeconds),
  };
}

/**
 * Stand-ins for the inputs of the other tower, where a model is published as one graph with both (FashionCLIP):
 * the runtime computes them for nothing, so such a model is slower than its parts.
 */
function standIns(
  session: InferenceSession,
  manifest: EncoderManifest,
  own: readonly string[],
): Prepared['feeds'] {
  const { input, size } = manifest.image;
  const feeds: Record<string, Tensor> = {};
  for (const name of session.inputNames.filter((other) => !own.includes(other))) {
    feeds[name] =
      name === input
        ? new Tensor('float32', new Float32Array(3 * size * size), [1, 3, size, size])
        : new Tensor('int64', BigInt64Array.of(1n), [1, 1]);
  }
  return feeds;
}

/** The named output as float32 of `rows` rows; copied, because its memory belongs to the runtime. */
function floats(tensor: Tensor | undefined, name: string, rows: number): Float32Array<ArrayBuffer> {
  if (!(tensor?.data instanceof Float32Array) || tensor.dims[0] !== rows) {
    throw new Error(`the graph's output "${name}" is not float32 of ${rows} rows`);
  }
  return new Float32Array(tensor.data);
}

function cellGrid(tensor: Tensor | undefined, name: string, rows: number): NonNullable<TowerOutput['cells']> {
  const values = floats(tensor, name, rows);
  const side = Math.round(Math.sqrt(tensor?.dims[1] ?? 0));
  if (tensor?.dims.length !== 3 || side * side !== tensor.dims[1]) {
    throw new Error(`the graph's output "${name}" is not [rows, cells of a square, dimension]`);
  }
  return { rows: side, columns: side, values };
}

async function serveTower(port: MessagePort, data: TowerData): Promise<void> {
  const { folder, manifest, modality } = data;
  const file = join(folder, manifest[modality].file);
  const options: InferenceSession.SessionOptions = {
    intraOpNumThreads: data.threads,
    interOpNumThreads: 1,
    // Waiting threads must not take the processor from the request thread.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
  const session = await InferenceSession.create(file, options);
  const tokens =
    modality === 'text'
      ? new TextTokens(
          JSON.parse(await readFile(join(folder, manifest.text.tokenizer), 'utf8')) as object,
          manifest.text,
        )
      : undefined;

  const { ids, mask } = manifest.text;
  const shapes = inputShapes(session, modality === 'image' ? manifest.image.input : ids);
  const others = standIns(
    session,
    manifest,
    modality === 'image' ? [manifest.image.input] : [ids, mask ?? ids],
  );

  const prepare = (input: BatchInput): Prepared => {
    if ('pictures' in input) return preparePictures(manifest.image, input.pictures, input.cells);
    if ('masked' in input) return prepareMasked(manifest.image, input);
    if (!tokens) throw new Error('texts were sent to the image tower');
    return prepareTexts(manifest.text, tokens, input.texts, shapes);
  };

  const run = async (input: BatchInput): Promise<TowerOutput> => {
    const start = performance.now();
    const { feeds, rows, cells } = prepare(input);
    const prepared = performance.now();
    const name = manifest[modality].output;
    const cellsName = cells ? manifest.image.cells : null;
    const results = await session.run(
      { ...feeds, ...others },
      cellsName === null ? [name] : [name, cellsName],
    );
    const vectors = floats(results[name], name, rows);
    if (vectors.length !== rows * manifest.dimension) {
      throw new Error(
        `the graph's output "${name}" has ${vectors.length / rows} values a row, the manifest says ${manifest.dimension}`,
      );
    }
    const end = performance.now();
    const times = { prepareSeconds: (prepared - start) / 1000, inferSeconds: (end - prepared) / 1000 };
    if (cellsName === null) return { vectors, ...times };
    return { vectors, cells: cellGrid(results[cellsName], cellsName, rows), ...times };
  };

  const reply = (message: TowerReply, transfer: ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);

  let unitSessions: Promise<UnitSessions | string> | undefined;
  const runUnits = async (picture: Pixels): Promise<TowerOutput> => {
    const start = performance.now();
    const { feeds } = preparePictures(manifest.image, [picture], false);
    const prepared = performance.now();
    unitSessions ??= UnitSessions.open(file, manifest.image.output, options);
    const sessions = await unitSessions.catch((error: unknown) => {
      // Out of memory, perhaps: the next call tries again.
      unitSessions = undefined;
      throw error;
    });
    const { vector, units } =
      typeof sessions === 'string'
        ? { vector: new Float32Array(0), units: { kind: 'unknown' as const, reason: sessions } }
        : await sessions.run({ ...feeds, ...others });
    const times = {
      prepareSeconds: (prepared - start) / 1000,
      inferSeconds: (performance.now() - prepared) / 1000,
    };
    return { vectors: vector, units, ...times };
  };

  const runAll = async (input: TowerInput): Promise<TowerOutput> => {
    if ('unitsOf' in input) return runUnits(input.unitsOf);
    if (!shapes.single) return run(input);
    const outputs: TowerOutput[] = [];
    for (const one of apart(input)) outputs.push(await run(one));
    return together(outputs);
  };

  const answer = async ({ id, input }: TowerRequest): Promise<void> => {
    try {
      const output = await runAll(input);
      const buffers = [output.vectors.buffer, ...(output.cells ? [output.cells.values.buffer] : [])];
      reply({ kind: 'done', id, output }, buffers);
    } catch (error) {
      reply({ kind: 'failed', id, reason: error instanceof Error ? error.message : String(error) });
    }
  };

  port.on('message', (message: TowerRequest | 'close') => {
    if (message !== 'close') {
      // A thread that can't even say what failed ends: who waits is told of that.
      answer(message).catch(() => process.exit(1));
      return;
    }
    const release = async (): Promise<void> => {
      const units = await unitSessions?.catch(() => undefined);
      if (units instanceof UnitSessions) await units.release();
      await session.release();
    };
    release().then(
      () => port.close(),
      () => port.close(),
    );
  });
  reply({ kind: 'ready' });
}

if (parentPort) await serveTower(parentPort, workerData as TowerData);
