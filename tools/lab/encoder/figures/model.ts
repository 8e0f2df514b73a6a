import { join } from 'node:path';
import { CentredEncoder, OnnxEncoder, shippedCentring } from '#encoder';
import { projectFolder } from '#platform';
import { readPictures } from '../../data/data-folder.js';
import { embeddings, VectorFile } from '../../data/vectors.js';
import { middle, type Vectors } from './figures.js';
import type { Prompts } from './prompts.js';

/** A model under judgement: the product's own runtime, with vectors kept between runs, shared with "neurons names". */
export class JudgedModel {
  private constructor(
    private readonly onnx: OnnxEncoder,
    private readonly encoder: CentredEncoder,
    private readonly store: VectorFile,
  ) {}

  /** @throws {Error} for a model that ships no means: its figures would not be the served ones. */
  static async open(folder: string): Promise<JudgedModel> {
    const onnx = await OnnxEncoder.open(folder);
    const centring = await shippedCentring(folder, onnx.manifest);
    if (!centring) throw new Error(`${folder} ships no means to centre with`);
    const encoder = new CentredEncoder(onnx, centring);
    const path = join(projectFolder, '.cache/eval-words', `${encoder.centringId}.f32`);
    return new JudgedModel(onnx, encoder, await new VectorFile(path, encoder.dimension).open());
  }

  get name(): string {
    return this.encoder.model;
  }

  async pictures(pictures: readonly Uint8Array[]): Promise<Vectors> {
    const vectors = await embeddings('image', pictures, this.store, (batch) => this.encoder.pictures(batch));
    await this.store.save();
    return vectors;
  }

  /** Vectors of a collected set's pictures, in the order of `files`. */
  async files(files: readonly string[]): Promise<Vectors> {
    const pictures = await readPictures(files);
    return this.pictures(files.map((file) => pictures.get(file)!));
  }

  async texts(texts: readonly string[]): Promise<Vectors> {
    return embeddings('text', texts, this.store, (batch) => this.encoder.texts(batch));
  }

  /** One vector a class, the middle of its prompts. */
  async classes(names: readonly string[], prompts: Prompts): Promise<Vectors> {
    return Promise.all(names.map(async (name) => middle(await this.texts(prompts(name)))));
  }

  async close(): Promise<void> {
    await this.store.save();
    await this.onnx.close();
  }
}
