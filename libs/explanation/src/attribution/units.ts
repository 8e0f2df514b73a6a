import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Pictures, Products } from '#catalogue';
import type { TowerChannels, Embedder } from '#encoder';
import type { NeuronDictionary } from '#neurons';
import { ServingAttribution } from './attribution.js';
import { checkNeuron, pictureFile, soughtProduct } from './sought.js';
import { unitContributions } from './unit-contributions.js';
import type {
  PictureUnits,
  PictureUnitsAnswer,
  PictureUnitsRequest,
  UnitsAnswer,
  UnitsRequest,
} from './units-contract.js';

/** Half a megabyte each with the shipped tower. */
const cachedPictures = 32;

/** The raw units of an encoder's image tower, and what each adds to a neuron's direction or to a query. */
@Injectable()
export class UnitsReader {
  private readonly cache = new LRUCache<string, Promise<TowerChannels>>({ max: cachedPictures });

  constructor(
    @Inject(ServingAttribution) private readonly serving: ServingAttribution,
    @Inject(Products) private readonly products: Products,
    @Inject(Pictures) private readonly pictures: Pictures,
  ) {}

  /** @throws {ProblemError} 404 for a product or neuron that does not exist, 409 for a picture whose file is gone. */
  async ofProduct(request: UnitsRequest): Promise<UnitsAnswer> {
    const { served, dictionary, direction } = await this.sought(request);
    const product = await soughtProduct(this.products, request.productId);
    const pictures: UnitsAnswer['pictures'] = [];
    for (const [position, { contentHash }] of product.pictures.entries()) {
      const units = await this.once(served, contentHash);
      pictures.push({ position, hash: contentHash, units: shown(units, served, direction, request.limit) });
    }
    return { model: served.model, dictionary: dictionary.id, productId: product.id, pictures };
  }

  /** @throws {ProblemError} 404 for a neuron that does not exist. @throws {UnreadablePicture} */
  async ofPicture(
    picture: Uint8Array,
    request: Omit<PictureUnitsRequest, 'image'>,
  ): Promise<PictureUnitsAnswer> {
    const { served, dictionary, direction } = await this.sought(request);
    const units = shown(await served.units(picture), served, direction, request.limit);
    return { model: served.model, dictionary: dictionary.id, units };
  }

  private async sought({ neuron, text }: Pick<UnitsRequest, 'neuron' | 'text'>): Promise<{
    served: Embedder;
    dictionary: NeuronDictionary;
    direction: Float32Array;
  }> {
    const { encoder, dictionary } = this.serving.now();
    if (neuron !== undefined) checkNeuron(dictionary, neuron);
    const direction =
      neuron === undefined ? await encoder.embedder.text(text ?? '') : dictionary.direction(neuron, 'image');
    return { served: encoder.embedder, dictionary, direction };
  }

  private once(served: Embedder, contentHash: string): Promise<TowerChannels> {
    const key = `${served.model} ${contentHash}`;
    const known = this.cache.get(key);
    if (known) return known;
    const reading = this.pictures
      .original(contentHash)
      .then((contents) => served.units(pictureFile(contents, contentHash)));
    this.cache.set(key, reading);
    reading.catch(() => this.cache.delete(key));
    return reading;
  }
}

function shown(raw: TowerChannels, served: Embedder, direction: Float32Array, limit: number): PictureUnits {
  if (raw.kind === 'unknown') return { recognised: false, reason: raw.reason };
  const { units, rest } = unitContributions(raw, served.mean('image'), direction);
  const sum = (some: typeof units): number =>
    some.reduce((total, { contribution }) => total + contribution, 0);
  units.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || a.unit - b.unit);
  return {
    recognised: true,
    value: raw.value,
    count: units.length,
    projection: sum(units) + rest,
    units: units.slice(0, limit),
    others: sum(units.slice(limit)),
    rest,
  };
}
