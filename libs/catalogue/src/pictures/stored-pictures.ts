import { decodePicture, pictureSize, UnreadablePicture } from '#encoder';
import { Pictures, type ProductPicture } from '../product.js';
import { pictureLimits } from './picture-limits.js';
import type { ObjectStore } from './object-store.js';
import { sha256 } from './sha256.js';

// Enough to make the decoder read the whole file, without keeping a large picture in memory.
const checkSide = 32;

/** A picture that is in the store. */
export type KeptPicture = Omit<ProductPicture, 'source'>;

/** What is found under a picture's hash. */
export type StoredState = 'whole' | 'damaged' | 'missing';

/** Pictures as they came, by the sha256 of their contents. */
export class StoredPictures extends Pictures {
  constructor(private readonly store: ObjectStore) {
    super();
  }

  /**
   * Stores a picture after decoding it whole. A damaged file of the same picture is repaired by it.
   *
   * @throws {UnreadablePicture} when it can't be used.
   */
  async keep(contents: Buffer): Promise<KeptPicture> {
    if (contents.length === 0)
      throw new UnreadablePicture('the picture is empty (0 bytes)', 'send the file again');
    if (contents.length > pictureLimits.pictureBytes) {
      throw new UnreadablePicture(
        `the picture is larger than ${pictureLimits.pictureBytes / 1024 ** 2} MB`,
        'save it smaller; 1,000 pixels on the longer side are plenty',
      );
    }
    await decodePicture(contents, checkSide, 'squash');
    const { width, height } = await pictureSize(contents);
    const contentHash = await sha256(contents);
    await this.store.put(contentHash, contents);
    return { contentHash, width, height };
  }

  /** The file's contents, checked against its hash; undefined when it is not there or damaged. */
  override async original(contentHash: string): Promise<Buffer | undefined> {
    const contents = await this.store.get(contentHash);
    return contents && (await sha256(contents)) === contentHash ? contents : undefined;
  }

  async state(contentHash: string): Promise<StoredState> {
    const contents = await this.store.get(contentHash);
    if (!contents) return 'missing';
    return (await sha256(contents)) === contentHash ? 'whole' : 'damaged';
  }
}
