import sharp from 'sharp';
import type { Pictures } from '../product.js';
import type { ObjectStore } from './object-store.js';

/** Longest sides, in pixels, that thumbnails are made in. */
export const thumbnailSizes = [160, 320, 640] as const;
export type ThumbnailSize = (typeof thumbnailSizes)[number];

/** Smaller copies of pictures as WebP, made when first asked for and kept in a store that may be emptied. */
export class Thumbnails {
  private readonly inProgress = new Map<string, Promise<Buffer | undefined>>();

  constructor(
    private readonly pictures: Pictures,
    private readonly cache: ObjectStore,
  ) {}

  /** The thumbnail; undefined when there is no such picture. */
  async get(contentHash: string, size: ThumbnailSize): Promise<Buffer | undefined> {
    const key = `${contentHash}-${size}`;
    const cached = await this.cache.get(key);
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

  private async make(contentHash: string, size: number, key: string): Promise<Buffer | undefined> {
    const original = await this.pictures.original(contentHash);
    if (!original) return undefined;
    const thumbnail = await sharp(original)
      .autoOrient()
      .resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 82 })
      .toBuffer();
    await this.cache.put(key, thumbnail);
    return thumbnail;
  }
}
