import { pictureLimits } from '#catalogue';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path/posix';
import { crc32 } from 'node:zlib';
import { UnreadablePicture } from '#encoder';
import { getFileNameLowLevel, openPromise, validateFileName, type Entry, type ZipFile } from 'yauzl';
import { limits } from '../limits.js';
import { UnreadableFile } from '../reading/read-rows.js';

/** An entry that is not used, to be reported under its number. */
export interface RefusedEntry {
  readonly number: number;
  readonly name: string;
  readonly message: string;
  readonly fix: string;
}

const ambiguous = Symbol('ambiguous');
const symbolicLink = 0o120000;
const fileTypeBits = 0o170000;

/**
 * A zip of pictures, read entry by entry by name. Nothing is ever written under an entry's name.
 * Sizes are counted on what really comes out of it, not on what its directory claims.
 */
export class PictureArchive {
  private readonly entries = new Map<string, Entry>();
  private readonly byBaseName = new Map<string, Entry | typeof ambiguous>();
  private inflated = 0;
  private packedBytes = 0;
  private directoryBytes = 0;

  private constructor(
    private readonly zip: ZipFile,
    private readonly fileBytes: number,
    /** Reported once when the archive is opened. */
    readonly refused: readonly RefusedEntry[],
  ) {}

  /** @throws {UnreadableFile} when this is no zip, or one with too many entries. */
  static async open(path: string): Promise<PictureArchive> {
    const refused: RefusedEntry[] = [];
    let zip: ZipFile | undefined;
    try {
      zip = await openPromise(path, { autoClose: false, lazyEntries: true, decodeStrings: false });
      if (zip.entryCount > limits.zipEntries) {
        throw new UnreadableFile(
          `the zip has more than ${limits.zipEntries} entries`,
          'pictures',
          'upload the pictures in several zips',
        );
      }
      const archive = new PictureArchive(zip, (await stat(path)).size, refused);
      let number = 0;
      for await (const entry of zip.eachEntry()) {
        number += 1;
        archive.count(entry);
        const problem = archive.add(entry);
        if (problem) refused.push({ number, ...problem });
      }
      return archive;
    } catch (error) {
      zip?.close();
      if (error instanceof UnreadableFile) throw error;
      const reason = error instanceof Error ? error.message.slice(0, 160) : 'unknown';
      throw new UnreadableFile(`the zip can't be read: ${reason}`, 'pictures', 'make the zip again');
    }
  }

  /** Is there a picture of this name, with or without its folders? */
  has(name: string): boolean {
    return this.find(name) !== undefined;
  }

  /** How large the picture is by the zip's directory, which is checked when it is read; 0 when there is none. */
  bytes(name: string): number {
    return this.find(name)?.uncompressedSize ?? 0;
  }

  /** @throws {UnreadablePicture} when the entry is missing, too large or damaged, or too much came out of this zip. */
  async read(name: string): Promise<Buffer> {
    const entry = this.find(name);
    if (!entry) {
      throw new UnreadablePicture(
        'the zip holds no usable picture of this name',
        'check the spelling and the reports on the zip itself',
      );
    }
    if (entry.uncompressedSize > pictureLimits.pictureBytes)
      throw tooLarge(pictureLimits.pictureBytes, 'the picture');
    // The sum counts before the bytes are there, or many that are read at once would pass together.
    this.inflated += entry.uncompressedSize;
    const most = limits.zipInflatedFreeBytes + limits.zipInflatedRatio * this.fileBytes;
    if (this.inflated > Math.min(most, limits.zipInflatedBytes)) {
      throw new UnreadablePicture(
        `the zip unpacks to more than ${limits.zipInflatedRatio} times its size`,
        'save the pictures as JPEG, PNG or WebP before they go into the zip',
      );
    }
    // yauzl ends the stream with an error when it gives more or less than the directory says.
    const contents = Buffer.allocUnsafe(entry.uncompressedSize);
    let size = 0;
    try {
      const stream = await this.zip.openReadStreamPromise(entry);
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        if (size + chunk.length > contents.length) throw new Error('it is longer than the directory says');
        size += chunk.copy(contents, size);
      }
      if (size < contents.length) throw new Error('it is shorter than the directory says');
      // A JPEG hides such damage: it would be stored under a hash of its own, and shown for good.
      if (crc32(contents) !== entry.crc32) throw new Error('its checksum is another than the directory says');
      return contents;
    } catch (error) {
      if (error instanceof UnreadablePicture) throw error;
      const reason = error instanceof Error ? error.message.slice(0, 160) : 'unknown';
      throw new UnreadablePicture(`the zip's entry is damaged: ${reason}`, 'make the zip again');
    }
  }

  close(): void {
    this.zip.close();
  }

  /** @throws {UnreadableFile} when the directory is huge, or its entries claim more packed bytes than there are. */
  private count(entry: Entry): void {
    this.packedBytes += entry.compressedSize;
    this.directoryBytes += entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
    if (this.directoryBytes > limits.zipDirectoryBytes) {
      throw new UnreadableFile(
        `the names and notes of its entries are longer than ${limits.zipDirectoryBytes / 1024 ** 2} MB together`,
        'pictures',
        'use shorter names, or upload the pictures in several zips',
      );
    }
    if (this.packedBytes > this.fileBytes)
      throw new UnreadableFile('entries of the zip share their bytes', 'pictures', 'make the zip again');
  }

  private find(name: string): Entry | undefined {
    const key = comparable(name);
    const exact = this.entries.get(key);
    if (exact) return exact;
    const byBase = this.byBaseName.get(key);
    return byBase === ambiguous ? undefined : byBase;
  }

  private add(entry: Entry): Omit<RefusedEntry, 'number'> | undefined {
    const name = getFileNameLowLevel(
      entry.generalPurposeBitFlag,
      entry.fileNameRaw,
      entry.extraFields,
      false,
    );
    if (name.endsWith('/') || name.startsWith('__MACOSX/')) return undefined;
    const refuse = (message: string, fix: string): Omit<RefusedEntry, 'number'> => ({
      name: name.slice(0, 200),
      message,
      fix,
    });
    if (validateFileName(name) !== null || name.includes('\u0000'))
      return refuse(
        'the entry has a name that leads out of the zip',
        'use plain names without ".." or a leading "/"',
      );
    if (((entry.externalFileAttributes >>> 16) & fileTypeBits) === symbolicLink)
      return refuse('the entry is a symbolic link', 'put the picture itself into the zip');
    if (entry.isEncrypted()) return refuse('the entry is encrypted', 'make the zip without a password');
    if (!entry.canDecodeFileData())
      return refuse(
        'the entry is packed in a way that is not known here',
        'make the zip with the usual method (deflate)',
      );
    if (entry.uncompressedSize > pictureLimits.pictureBytes)
      return refuse(
        `the entry is larger than ${pictureLimits.pictureBytes / 1024 ** 2} MB`,
        'save the picture smaller',
      );
    if (
      entry.uncompressedSize > limits.zipEntryFreeBytes &&
      entry.uncompressedSize > limits.zipEntryRatio * entry.compressedSize
    )
      return refuse(
        `the entry unpacks to more than ${limits.zipEntryRatio} times its size`,
        'save the picture as JPEG, PNG or WebP',
      );
    const key = comparable(name);
    if (this.entries.has(key))
      return refuse(
        'the zip has an entry of this name already, which is used',
        'give each picture its own name',
      );
    this.entries.set(key, entry);
    const base = basename(key);
    this.byBaseName.set(base, this.byBaseName.has(base) ? ambiguous : entry);
    return undefined;
  }
}

/** macOS writes "é" as two characters, most programs as one; both look the same. */
function comparable(name: string): string {
  return name.normalize('NFC');
}

function tooLarge(bytes: number, what: string): UnreadablePicture {
  return new UnreadablePicture(
    `${what} is larger than ${bytes / 1024 ** 2} MB`,
    'save the pictures smaller; 1,000 pixels on the longer side are plenty',
  );
}
