import { availableParallelism } from 'node:os';
import {
  Encoder,
  UnreadablePicture,
  type EncodedPicture,
  type EncoderManifest,
  type Modality,
  type TowerChannels,
} from '../encoder.js';
import { modelId, readModel } from '../manifest.js';
import { decodePicture } from '../pictures/decode.js';
import type { Pixels } from '../pictures/resample.js';
import type { TowerInput, TowerOutput } from './messages.js';
import { Tower } from './tower.js';

/** Where the time of a batch goes: decode (pictures), wait (for the thread), prepare (resize or tokenize), infer. */
export type Stage = 'decode' | 'wait' | 'prepare' | 'infer';

/** Called with the seconds of each stage of each batch. */
export type StageObserver = (modality: Modality, stage: Stage, seconds: number) => void;

/** Small enough that a query's wait behind a running import, two batches at most, stays short. */
const picturesPerBatch = 4;
const textsPerBatch = 16;

/** How much more of a picture is kept for the resampling where a model wants it exact. */
const exactScale = 4;

/** Any CLIP-type dual encoder exported to ONNX, as its manifest says; each tower runs in a thread of its own. */
export class OnnxEncoder extends Encoder {
  readonly model: string;
  private readonly towers: Record<Modality, Tower>;

  private constructor(
    folder: string,
    readonly manifest: EncoderManifest,
    private readonly observe: StageObserver,
  ) {
    super();
    this.model = modelId(manifest);
    // One core is left to the request thread and the other tower.
    const threads = Math.max(1, Math.floor(availableParallelism() / 2));
    const tower = (modality: Modality): Tower => new Tower({ folder, manifest, modality, threads });
    this.towers = { image: tower('image'), text: tower('text') };
  }

  /**
   * Checks the model's files, loads both towers and runs each once.
   *
   * @param folder the folder with manifest.json
   * @throws {ModelError} when a file is missing or altered; an Error when a graph is not what the manifest says.
   */
  static async open(folder: string, observe: StageObserver = () => undefined): Promise<OnnxEncoder> {
    const encoder = new OnnxEncoder(folder, await readModel(folder), observe);
    const { size } = encoder.manifest.image;
    const white = { data: new Uint8Array(size * size * 3).fill(255), width: size, height: size };
    try {
      await Promise.all([
        encoder.encodeTexts(['warm up']),
        encoder.run('image', { pictures: [white], cells: encoder.manifest.image.cells !== null }),
      ]);
    } catch (error) {
      await encoder.close();
      throw error;
    }
    return encoder;
  }

  /** What keeps a tower from answering; undefined when nothing does. A thread that ended is started again. */
  async fault(): Promise<string | undefined> {
    try {
      await Promise.all([this.towers.image.start(), this.towers.text.start()]);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  async encodeTexts(texts: readonly string[]): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (let start = 0; start < texts.length; start += textsPerBatch) {
      const output = await this.run('text', { texts: texts.slice(start, start + textsPerBatch) });
      vectors.push(...this.rows(output.vectors, this.manifest.dimension));
    }
    return vectors;
  }

  async encodePictures(
    pictures: readonly Uint8Array[],
    options: { cells?: boolean } = {},
  ): Promise<EncodedPicture[]> {
    const cells = options.cells === true && this.manifest.image.cells !== null;
    const encoded: EncodedPicture[] = [];
    let before: Promise<TowerOutput> | undefined;
    // The first batch is one picture: nothing overlaps with its decoding.
    let [start, end] = [0, 1];
    let next = this.decode(pictures, start, end);
    while (start < pictures.length) {
      const output = this.run('image', { pictures: await next, cells });
      [start, end] = [end, end + picturesPerBatch];
      // The tower has this batch at hand when it is done with the one before, and the next is decoded on libuv's threads.
      next = this.decode(pictures, start, end);
      // Failures are thrown by the awaits, some turns later.
      for (const later of [output, next]) later.catch(() => undefined);
      if (before) encoded.push(...this.pictures(await before));
      before = output;
    }
    if (before) encoded.push(...this.pictures(await before));
    return encoded;
  }

  async encodeMasked(
    picture: Uint8Array,
    grid: number,
    masks: readonly (readonly number[])[],
  ): Promise<Float32Array[]> {
    const [masked] = await this.decode([picture], 0, 1);
    if (!masked) return [];
    const vectors: Float32Array[] = [];
    for (let start = 0; start < masks.length; start += picturesPerBatch) {
      const some = masks.slice(start, start + picturesPerBatch);
      const output = await this.run('image', { masked, grid, masks: some });
      vectors.push(...this.rows(output.vectors, this.manifest.dimension));
    }
    return vectors;
  }

  async units(picture: Uint8Array): Promise<TowerChannels> {
    const [unitsOf] = await this.decode([picture], 0, 1);
    if (!unitsOf) throw new Error('no picture was decoded');
    const { vectors, units } = await this.run('image', { unitsOf });
    if (!units) throw new Error('the image tower gave no units');
    return units.kind === 'linear' ? { ...units, vector: vectors } : units;
  }

  /** Ends both threads after the work that they already have. */
  async close(): Promise<void> {
    await Promise.all([this.towers.image.close(), this.towers.text.close()]);
  }

  private async decode(pictures: readonly Uint8Array[], start: number, end: number): Promise<Pixels[]> {
    const { size, resize, exact } = this.manifest.image;
    const target = exact ? size * exactScale : size;
    const began = performance.now();
    const batch = pictures.slice(start, end);
    const decoded = await Promise.all(
      batch.map(async (contents, i) => {
        try {
          return await decodePicture(contents, target, resize);
        } catch (error) {
          if (!(error instanceof UnreadablePicture)) throw error;
          throw new UnreadablePicture(error.message, error.fix, start + i);
        }
      }),
    );
    if (batch.length > 0) this.observe('image', 'decode', (performance.now() - began) / 1000);
    return decoded;
  }

  private async run(modality: Modality, input: TowerInput): Promise<TowerOutput> {
    const began = performance.now();
    const output = await this.towers[modality].run(input);
    const worked = output.prepareSeconds + output.inferSeconds;
    this.observe(modality, 'wait', Math.max(0, (performance.now() - began) / 1000 - worked));
    this.observe(modality, 'prepare', output.prepareSeconds);
    this.observe(modality, 'infer', output.inferSeconds);
    return output;
  }

  private pictures(output: TowerOutput): EncodedPicture[] {
    const vectors = this.rows(output.vectors, this.manifest.dimension);
    const { cells } = output;
    if (!cells) return vectors.map((vector) => ({ vector }));
    const values = this.rows(cells.values, cells.rows * cells.columns * this.manifest.dimension);
    return vectors.map((vector, i) => ({
      vector,
      cells: { rows: cells.rows, columns: cells.columns, values: values[i] ?? new Float32Array(0) },
    }));
  }

  /** Copies, so that one row kept in a cache doesn't keep its whole batch. */
  private rows(values: Float32Array, width: number): Float32Array[] {
    return Array.from({ length: values.length / width }, (_, row) =>
      values.slice(row * width, (row + 1) * width),
    );
  }
}
