import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Pictures, Products, type Atom, type Product, type ProductPicture } from '#catalogue';
import {
  dot,
  pictureSize,
  visibleArea,
  modalityOf,
  type Channel,
  type Modality,
  type OpenEncoder,
  type Embedder,
} from '#encoder';
import type { NeuronDictionary } from '#neurons';
import { ProblemError } from '#platform';
import { createHash } from 'node:crypto';
import { shownNeuron } from '../shown-neurons.js';
import { cellMap } from './cell-map.js';
import type {
  AttributionAnswer,
  AttributionRequest,
  PictureAttribution,
  PictureAttributionAnswer,
  PictureAttributionRequest,
  Region,
  TextAttribution,
} from './contract.js';
import { hidingCheck, occlusionMap } from './occlusion.js';
import { quotable, sentencesOf } from './quote.js';
import { pictureFile, soughtProduct } from './sought.js';
import { fires, seek, type Sought } from './sought-neuron.js';
import { wordEffects } from './words.js';

/** Gives the encoder that serves now with its dictionary; a request asks once, so that no answer mixes two. */
export abstract class ServingAttribution {
  abstract now(): { readonly encoder: OpenEncoder; readonly dictionary: NeuronDictionary };
}

/** About 5 kB each. */
const cachedAnswers = 5_000;
/** Sentences are looked for in so many reviews, those with the largest projection. */
const quotedReviews = 5;

interface Projected {
  readonly atom: Atom;
  readonly vector: Float32Array;
  readonly projection: number;
}

/** Where a product shows a neuron: the region of its pictures, the words of its texts, a quote of its reviews. */
@Injectable()
export class AttributionReader {
  private readonly cache = new LRUCache<string, Promise<object | null>>({ max: cachedAnswers });

  constructor(
    @Inject(ServingAttribution) private readonly serving: ServingAttribution,
    @Inject(Products) private readonly products: Products,
    @Inject(Pictures) private readonly pictures: Pictures,
  ) {}

  /** @throws {ProblemError} 404 for a product or neuron that does not exist, 409 for a product not encoded yet. */
  async read(request: AttributionRequest): Promise<AttributionAnswer> {
    const { encoder, dictionary } = this.serving.now();
    const sought = seek(encoder.embedder, dictionary, request);
    const product = await soughtProduct(this.products, request.productId);
    const projected = await this.project(product, request.channel, encoder, sought);
    const of = (channel: Channel): Projected[] =>
      projected
        .filter(({ atom }) => atom.channel === channel)
        .sort((a, b) => b.projection - a.projection || a.atom.position - b.atom.position);
    const [pictures, descriptions, reviews, quote, query] = await Promise.all([
      Promise.all(
        of('image')
          .slice(0, request.atoms)
          .map((one) => this.picture(one, product, sought)),
      ),
      Promise.all(
        of('description')
          .slice(0, request.atoms)
          .map((one) => this.text(one, sought)),
      ),
      Promise.all(
        of('reviews')
          .slice(0, request.atoms)
          .map((one) => this.text(one, sought)),
      ),
      this.quote(of('reviews').slice(0, quotedReviews), sought),
      request.text === undefined ? undefined : this.query(request.text, sought),
    ]);
    return {
      model: encoder.embedder.model,
      dictionary: dictionary.id,
      neuron: shownNeuron(dictionary.neuron(request.neuron), 'expert'),
      productId: product.id,
      pictures,
      descriptions,
      reviews,
      quote,
      ...(query ? { query } : {}),
    };
  }

  /**
   * Where a picture that is sent shows a neuron.
   *
   * @throws {ProblemError} 404 for a neuron that does not exist
   * @throws {UnreadablePicture} with what is wrong and what to do
   */
  async ofPicture(
    contents: Uint8Array,
    request: Omit<PictureAttributionRequest, 'image'>,
  ): Promise<PictureAttributionAnswer> {
    const { encoder, dictionary } = this.serving.now();
    const sought = seek(encoder.embedder, dictionary, request);
    const contentHash = createHash('sha256').update(contents).digest('hex');
    const [vector, size] = await Promise.all([encoder.embedder.picture(contents), pictureSize(contents)]);
    return {
      model: encoder.embedder.model,
      dictionary: dictionary.id,
      neuron: shownNeuron(dictionary.neuron(request.neuron), 'expert'),
      picture: await this.region(contentHash, () => Promise.resolve(contents), vector, size, sought),
    };
  }

  private async project(
    product: Product,
    channel: Channel | undefined,
    { vectors }: OpenEncoder,
    sought: Sought,
  ): Promise<Projected[]> {
    const atoms = (await this.products.atoms([product.id])).filter(
      (atom) => channel === undefined || atom.channel === channel,
    );
    const hashes = (modality: Modality): string[] =>
      atoms.filter((atom) => modalityOf(atom.channel) === modality).map(({ contentHash }) => contentHash);
    const stored = {
      image: await vectors.get('image', hashes('image')),
      text: await vectors.get('text', hashes('text')),
    };
    const projected = atoms.flatMap((atom) => {
      const modality = modalityOf(atom.channel);
      const vector = stored[modality].get(atom.contentHash);
      return vector ? [{ atom, vector, projection: dot(sought.direction(modality), vector) }] : [];
    });
    if (projected.length < atoms.length)
      throw new ProblemError(
        409,
        'not-indexed-yet',
        `Product "${product.id}" is still being encoded; try again soon.`,
        [{ field: 'productId', message: 'is still being encoded', fix: 'ask again in a few seconds' }],
      );
    return projected;
  }

  private async picture(
    { atom, vector }: Projected,
    product: Product,
    sought: Sought,
  ): Promise<PictureAttribution> {
    const { contentHash, position } = atom;
    const picture = product.pictures.find((one) => one.contentHash === contentHash);
    if (!picture) throw new Error(`product "${product.id}" has no picture ${contentHash}`);
    const read = async (): Promise<Buffer> =>
      pictureFile(await this.pictures.original(contentHash), contentHash);
    return {
      position,
      hash: contentHash,
      ...(await this.region(contentHash, read, vector, picture, sought)),
    };
  }

  private region(
    contentHash: string,
    read: () => Promise<Uint8Array>,
    vector: Float32Array,
    size: Pick<ProductPicture, 'width' | 'height'>,
    sought: Sought,
  ): Promise<Region> {
    const { encoder } = sought;
    const direction = sought.direction('image');
    return this.once(`picture ${contentHash} ${sought.key}`, async () => {
      const contents = await read();
      const shown = { ...fires(sought, vector, 'image'), area: areaOf(size, encoder) };
      const { vector: raw, cells } = await encoder.cells(contents);
      if (cells) {
        const grid = cellMap({ vector: raw, cells }, encoder.mean('image'), direction);
        const exact = { ...shown, method: 'cells' as const, approximate: false, grid: rows(grid) };
        if (cells.rows !== cells.columns) return exact;
        return { ...exact, check: await hidingCheck(encoder, contents, contentHash, direction, grid) };
      }
      const { cells: grid, check } = await occlusionMap(encoder, contents, contentHash, direction);
      return { ...shown, method: 'occlusion' as const, approximate: true, grid: rows(grid), check };
    });
  }

  private async text({ atom, vector }: Projected, sought: Sought): Promise<TextAttribution> {
    const text = atom.text ?? '';
    const found = await this.words(text, sought);
    return { position: atom.position, text, ...fires(sought, vector, 'text'), words: found.words };
  }

  private async query(text: string, sought: Sought): Promise<NonNullable<AttributionAnswer['query']>> {
    const [found, vector] = await Promise.all([this.words(text, sought), sought.encoder.text(text)]);
    return { text, ...fires(sought, vector, 'text'), words: found.words };
  }

  private words(text: string, sought: Sought): ReturnType<typeof wordEffects> {
    const { encoder } = sought;
    return this.once(`words ${sought.key} ${text}`, () =>
      wordEffects(text, sought.direction('text'), encoder.manifest.text.contextLength, (texts) =>
        encoder.texts(texts),
      ),
    );
  }

  /** The sentence with the largest projection, with what must not be cut off it. */
  private quote(reviews: readonly Projected[], sought: Sought): Promise<AttributionAnswer['quote']> {
    const key = reviews.map(({ atom }) => `${atom.position}:${atom.contentHash}`).join(' ');
    return this.once(`quote ${sought.key} ${key}`, async () => {
      const sentences = reviews.flatMap(({ atom }) => {
        const text = atom.text ?? '';
        return sentencesOf(text).map(({ start, end }, at) => ({
          atom,
          text,
          at,
          said: text.slice(start, end),
        }));
      });
      const vectors = await sought.encoder.texts(sentences.map(({ said }) => said));
      const projections = vectors.map((vector) => dot(sought.direction('text'), vector));
      const best = sentences[projections.indexOf(Math.max(...projections))];
      if (!best) return null;
      const { start, end } = quotable(best.text, best.at);
      const text = best.text.slice(start, end);
      const [vector] = await sought.encoder.texts([text]);
      return {
        position: best.atom.position,
        text,
        start,
        end,
        projection: vector ? dot(sought.direction('text'), vector) : 0,
        whole: start === 0 && end === best.text.length,
      };
    });
  }

  /** Remembers what was computed under a key that says all of what it depends on. */
  private once<T extends object | null>(key: string, compute: () => Promise<T>): Promise<T> {
    const known = this.cache.get(key);
    // One key has one kind of value.
    if (known) return known as Promise<T>;
    const computing = compute();
    this.cache.set(key, computing);
    computing.catch(() => this.cache.delete(key));
    return computing;
  }
}

function areaOf(
  { width, height }: Pick<ProductPicture, 'width' | 'height'>,
  { manifest }: Embedder,
): Region['area'] {
  return { ...visibleArea(width, height, manifest.image.resize) };
}

function rows(grid: readonly (readonly number[])[]): number[][] {
  return grid.map((row) => [...row]);
}
