import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#platform';
import type { UploadPart } from './upload-ledger.js';

/** Where the files of uploads lie until they are read. */
@Injectable()
export class UploadFolders {
  private readonly root: string;

  constructor(@Inject(CONFIG) config: Config) {
    this.root = join(config.storageDir, 'uploads');
  }

  folder(uploadId: string): string {
    return join(this.root, uploadId);
  }

  file(uploadId: string, part: UploadPart): string {
    return join(this.folder(uploadId), part);
  }

  async remove(uploadId: string): Promise<void> {
    await rm(this.folder(uploadId), { recursive: true, force: true });
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
