import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '#platform';

/** Contents by key, where a key always has the same contents (a hash, or derived from one). Files can be damaged: readers check. */
export abstract class ObjectStore {
  /** Stores the contents for good; what is there under the key and differs is damaged, and is replaced. */
  abstract put(key: string, contents: Uint8Array): Promise<void>;
  /** The contents as they are now; undefined when the key is not there. */
  abstract get(key: string): Promise<Buffer | undefined>;
  abstract remove(key: string): Promise<void>;
  abstract keys(): AsyncIterable<string>;
}

const keyForm = /^[a-z0-9]{4,}(-[a-z0-9]+)?$/;
/** Files that are being written; a crash leaves them here, under no key. */
const incoming = 'incoming';
/** Files that were found damaged and may hold something yet. */
const damaged = 'damaged';
const abandonedMs = 60 * 60_000;

/** Files in a folder, spread over subfolders by the first two characters of the key. */
export class FolderStore extends ObjectStore {
  constructor(private readonly folder: string) {
    super();
  }

  override async put(key: string, contents: Uint8Array): Promise<void> {
    const path = this.path(key);
    const there = await this.get(key);
    if (there?.equals(contents)) return;
    await this.makeFolder(dirname(path));
    const temporary = join(this.folder, incoming, randomUUID());
    await this.makeFolder(dirname(temporary));
    // Whoever sees the name sees the whole file, also after a crash in the middle of writing.
    try {
      const file = await open(temporary, 'wx');
      try {
        await file.writeFile(contents);
        await file.datasync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(dirname(path));
  }

  override async get(key: string): Promise<Buffer | undefined> {
    try {
      return await readFile(this.path(key));
    } catch (error) {
      if (['ENOENT', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw error;
    }
  }

  override async remove(key: string): Promise<void> {
    await rm(this.path(key), { force: true, recursive: true });
  }

  /** Moves what is under the key out of the store, into its folder "damaged". */
  async setAside(key: string): Promise<void> {
    await this.makeFolder(join(this.folder, damaged));
    await rename(this.path(key), join(this.folder, damaged, key)).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    });
  }

  /** When it was written, in milliseconds since 1970; undefined when it is not there. */
  async writtenAt(key: string): Promise<number | undefined> {
    return (await stat(this.path(key)).catch(() => undefined))?.mtimeMs;
  }

  override async *keys(): AsyncGenerator<string> {
    for (const part of await this.names(this.folder)) {
      if (part.length !== 2) continue;
      for (const name of await this.names(join(this.folder, part))) if (keyForm.test(name)) yield name;
    }
  }

  /** Removes what a crash left half-written, an hour ago or longer: another process may be writing. @returns how many */
  async removeAbandoned(): Promise<number> {
    let removed = 0;
    for (const name of await this.names(join(this.folder, incoming))) {
      const path = join(this.folder, incoming, name);
      const written = await stat(path).catch(() => undefined);
      if (!written || Date.now() - written.mtimeMs < abandonedMs) continue;
      await rm(path, { force: true });
      removed += 1;
    }
    return removed;
  }

  private async makeFolder(folder: string): Promise<void> {
    const first = await mkdir(folder, { recursive: true });
    if (first !== undefined) await syncFolder(dirname(first));
  }

  private async names(folder: string): Promise<string[]> {
    try {
      return await readdir(folder);
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
      throw error;
    }
  }

  private path(key: string): string {
    if (!keyForm.test(key)) throw new Error(`not a key of an object store: ${key.slice(0, 80)}`);
    return join(this.folder, key.slice(0, 2), key);
  }
}

/** The folder of the pictures as they came. */
export class PictureFolder extends FolderStore {}
