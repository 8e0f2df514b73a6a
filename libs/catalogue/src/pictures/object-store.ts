import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Contents by key, where a key always has the same contents (a hash, or derived from one). */
export abstract class ObjectStore {
  /** Stores the contents; nothing happens when the key is there already. */
  abstract put(key: string, contents: Uint8Array): Promise<void>;
  /** The contents; undefined when the key is not there. */
  abstract get(key: string): Promise<Buffer | undefined>;
}

const keyForm = /^[a-z0-9]{4,}(-[a-z0-9]+)?$/;

/** Files in a folder, spread over subfolders by the first two characters of the key. */
export class FolderStore extends ObjectStore {
  constructor(private readonly folder: string) {
    super();
  }

  override async put(key: string, contents: Uint8Array): Promise<void> {
    const path = this.path(key);
    if (await exists(path)) return;
    await mkdir(dirname(path), { recursive: true });
    // Whoever sees the name sees the whole file, also after a crash in the middle of writing.
    const temporary = `${path}.${randomUUID()}.part`;
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(contents);
      await file.datasync();
      await file.close();
      await rename(temporary, path);
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(temporary, { force: true });
      throw error;
    }
  }

  override async get(key: string): Promise<Buffer | undefined> {
    try {
      return await readFile(this.path(key));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  private path(key: string): string {
    if (!keyForm.test(key)) throw new Error(`not a key of an object store: ${key.slice(0, 80)}`);
    return join(this.folder, key.slice(0, 2), key);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
