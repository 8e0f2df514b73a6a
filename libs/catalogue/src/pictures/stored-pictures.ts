import { createHash } from 'node:crypto';
import { decodePicture, UnreadablePicture } from '#encoder';
import sharp from 'sharp';
import { Pictures, type ProductPicture } from '../product.js';
import { limits } from '../reading/limits.js';
import type { ObjectStore } from './object-store.js';

// Enough to make the decoder read the whole file, without keeping a large picture in memory.
const checkSide = 32;

/** Pictures as they came, by the sha256 of their contents. */
export class StoredPictures extends Pictures {
  constructor(private readonly store: ObjectStore) {
    super();
  }

  /**
   * Stores a picture after decoding it whole.
   *
   * @throws {UnreadablePicture} when it can't be used.
   */
  async keep(contents: Buffer): Promise<Omit<ProductPicture, 'source'>> {
    if (contents.length === 0)
      throw new UnreadablePicture('the picture is empty (0 bytes)', 'send the file again');
    if (contents.length > limits.pictureBytes) {
      throw new UnreadablePicture(
        `the picture is larger than ${limits.pictureBytes / 1024 ** 2} MB`,
        'save it smaller; 1,000 pixels on the longer side are plenty',
      );
    }
    await decodePicture(contents, checkSide, 'squash');
    const { autoOrient } = await sharp(contents).metadata();
    const contentHash = createHash('sha256').update(contents).digest('hex');
    await this.store.put(contentHash, contents);
    return { contentHash, width: autoOrient.width, height: autoOrient.height };
  }

  override original(contentHash: string): Promise<Buffer | undefined> {
    return this.store.get(contentHash);
  }
}
