import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, syncFolder, type Config } from '#platform';
import type { UploadPart } from './upload-ledger.js';

/** Where the files of uploads lie until they are read. */
@Injectable()
export class UploadFolders {
  private readonly root: string;
  private readonly receiving = new Set<string>();

  constructor(@Inject(CONFIG) config: Config) {
    this.root = join(config.storageDir, 'uploads');
  }

  folder(uploadId: string): string {
    return join(this.root, uploadId);
  }

  file(uploadId: string, part: UploadPart): string {
    return join(this.folder(uploadId), part);
  }

  /** Makes the folder of an upload that this process receives until {@link received}. */
  async make(uploadId: string): Promise<void> {
    this.receiving.add(uploadId);
    const first = await mkdir(this.folder(uploadId), { recursive: true });
    if (first !== undefined && first !== this.folder(uploadId)) await syncFolder(dirname(first));
  }

  received(uploadId: string): void {
    this.receiving.delete(uploadId);
  }

  isBeingReceived(uploadId: string): boolean {
    return this.receiving.has(uploadId);
  }

  /** Makes the names of an upload's files durable; the files themselves are by then. */
  async sync(uploadId: string): Promise<void> {
    await syncFolder(this.folder(uploadId));
    await syncFolder(this.root);
  }

  /** When something in the folder was written last, in milliseconds since 1970; undefined when it is gone. */
  async writtenAt(uploadId: string): Promise<number | undefined> {
    const folder = this.folder(uploadId);
    const names = await readdir(folder).catch(() => []);
    const times = await Promise.all(
      [folder, ...names.map((name) => join(folder, name))].map((path) =>
        stat(path).then(
          ({ mtimeMs }) => mtimeMs,
          () => undefined,
        ),
      ),
    );
    const known = times.filter((time) => time !== undefined);
    return known.length > 0 ? Math.max(...known) : undefined;
  }

  async remove(uploadId: string): Promise<void> {
    // A file that was being opened when its upload broke off may appear while its folder is emptied.
    await rm(this.folder(uploadId), { recursive: true, force: true, maxRetries: 5 });
  }

  /** Ids of the uploads that have a folder. */
  async list(): Promise<string[]> {
    try {
      return await readdir(this.root);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }
}
