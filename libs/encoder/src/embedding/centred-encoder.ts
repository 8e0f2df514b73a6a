import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import {
  centred,
  UnreadablePicture,
  type Centring,
  type EncodedPicture,
  type Encoder,
  type EncoderManifest,
  type Modality,
  type TowerChannels,
} from '../encoder.js';
import { Embedder } from '../embedder.js';
import { centringId } from './centring.js';
import { MicroBatch } from './micro-batch.js';

const queriesPerBatch = 16;
const cachedQueries = 8192;

/** Called for each query with whether its vector was in the cache. */
export type CacheObserver = (modality: Modality, hit: boolean) => void;

/** Centres the outputs of an encoder, batches concurrent queries, and caches the last ones by their content. */
export class CentredEncoder extends Embedder {
  readonly model: string;
  readonly dimension: number;
  readonly centringId: string;
  readonly manifest: EncoderManifest;
  private readonly cache = new LRUCache<string, Promise<Float32Array>>({ max: cachedQueries });
  private readonly textQueries: MicroBatch<string, Float32Array>;
  private readonly pictureQueries: MicroBatch<Uint8Array, Float32Array>;

  constructor(
    private readonly encoder: Encoder,
    private readonly centring: Centring,
    private readonly observe: CacheObserver = () => undefined,
  ) {
    super();
    this.model = encoder.model;
    this.manifest = encoder.manifest;
    this.dimension = encoder.manifest.dimension;
    this.centringId = centringId(centring);
    this.textQueries = new MicroBatch((texts) => this.texts(texts), queriesPerBatch);
    this.pictureQueries = new MicroBatch((pictures) => this.pictures(pictures), queriesPerBatch);
  }

  text(text: string): Promise<Float32Array> {
    return this.cached('text', text, () => this.textQueries.ask(text));
  }

  async texts(texts: readonly string[]): Promise<Float32Array[]> {
    const raw = await this.encoder.encodeTexts(texts);
    return raw.map((x) => centred(x, this.centring.text));
  }

  picture(picture: Uint8Array): Promise<Float32Array> {
    return this.cached('image', picture, async () => {
      try {
        return await this.pictureQueries.ask(picture);
      } catch (error) {
        // The caller asked for one picture: its place in the batch means nothing to it.
        if (error instanceof UnreadablePicture) throw new UnreadablePicture(error.message, error.fix);
        throw error;
      }
    });
  }

  async pictures(pictures: readonly Uint8Array[]): Promise<Float32Array[]> {
    const raw = await this.encoder.encodePictures(pictures);
    return raw.map(({ vector }) => centred(vector, this.centring.image));
  }

  mean(modality: Modality): Float32Array {
    return this.centring[modality];
  }

  async masked(
    picture: Uint8Array,
    grid: number,
    masks: readonly (readonly number[])[],
  ): Promise<Float32Array[]> {
    const raw = await this.encoder.encodeMasked(picture, grid, masks);
    return raw.map((x) => centred(x, this.centring.image));
  }

  units(picture: Uint8Array): Promise<TowerChannels> {
    return this.encoder.units(picture);
  }

  async cells(picture: Uint8Array): Promise<EncodedPicture> {
    const [encoded] = await this.encoder.encodePictures([picture], { cells: true });
    if (!encoded) throw new Error('the encoder gave no result for the picture');
    return encoded;
  }

  /** Copies, so that a caller who changes its vector doesn't change the next caller's. */
  private async cached(
    modality: Modality,
    content: string | Uint8Array,
    encode: () => Promise<Float32Array>,
  ): Promise<Float32Array> {
    const key = `${this.model} ${modality} ${createHash('sha256').update(content).digest('base64')}`;
    let vector = this.cache.get(key);
    this.observe(modality, vector !== undefined);
    if (!vector) {
      vector = encode();
      this.cache.set(key, vector);
      vector.catch(() => this.cache.delete(key));
    }
    return (await vector).slice();
  }
}
