import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { decodingPixels } from '#encoder';
import type { Logger } from '#platform';
import type { Pictures } from '../product.js';
import { bare } from './bare-picture.js';
import type { ObjectStore } from './object-store.js';

/** Longest sides, in pixels, that thumbnails are made in. */
export const thumbnailSizes = [160, 320, 640] as const;
export type ServedSize = (typeof thumbnailSizes)[number] | 'original';

const digestBytes = 32;

/**
 * Pictures as they are shown: smaller as WebP, or in full without what a camera adds (places, times, names). Made when
 * first asked for and kept in a store that may be emptied; each file begins with the sha256 of the rest.
 */
export class ServedPictures {
  private readonly inProgress = new Map<string, Promise<Buffer | undefined>>();

  constructor(
    private readonly pictures: Pictures,
    private readonly cache: ObjectStore,
    private readonly logger: Logger,
  ) {}

  /** The picture; undefined when there is none, or none that is whole. */
  async get(contentHash: string, size: ServedSize): Promise<Buffer | undefined> {
    const key = `${contentHash}-${size}`;
    const cached = unsealed(await this.cache.get(key));
    if (cached) return cached;
    // Two who ask at once wait for one piece of work.
    const running = this.inProgress.get(key) ?? this.make(contentHash, size, key);
    this.inProgress.set(key, running);
    try {
      return await running;
    } finally {
      this.inProgress.delete(key);
    }
  }

  private async make(contentHash: string, size: ServedSize, key: string): Promise<Buffer | undefined> {
    const original = await this.pictures.original(contentHash);
    if (!original) return undefined;
    const made = size === 'original' ? await bare(original) : await thumbnail(original, size);
    await this.cache.put(key, sealed(made)).catch((error: unknown) => {
      this.logger.warn({ err: error, picture: contentHash }, 'a picture made smaller could not be kept');
    });
    return made;
  }
}

async function thumbnail(original: Buffer, size: number): Promise<Buffer> {
  const { width, height } = await sharp(original).metadata();
  const giveBack = await decodingPixels.take(width * height);
  try {
    return await sharp(original)
      .autoOrient()
      .resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 82 })
      .toBuffer();
  } finally {
    giveBack();
  }
}

function digest(contents: Uint8Array): Buffer {
  return createHash('sha256').update(contents).digest();
}

export function sealed(contents: Buffer): Buffer {
  return Buffer.concat([digest(contents), contents]);
}

/** The contents; undefined where they are not what was sealed. */
export function unsealed(file: Buffer | undefined): Buffer | undefined {
  if (!file || file.length <= digestBytes) return undefined;
  const contents = file.subarray(digestBytes);
  return digest(contents).equals(file.subarray(0, digestBytes)) ? contents : undefined;
}
