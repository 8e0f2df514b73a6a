import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, LOGGER, type Config, type Logger } from '#platform';
import { PictureFolder } from '#catalogue';
import { UploadFolders } from './upload/upload-folder.js';
import { UploadLedger } from './upload/upload-ledger.js';

const everyMs = 60 * 60_000;
/** Longer than an upload may stand still while it is received. */
const abandonedMs = 60 * 60_000;

/** At start and every hour: removes files that a crash left and no upload needs, and forgets old uploads. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(UploadLedger) private readonly ledger: UploadLedger,
    @Inject(UploadFolders) private readonly folders: UploadFolders,
    @Inject(PictureFolder) private readonly pictures: PictureFolder,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.role === 'api') return;
    const failed = (error: unknown): void =>
      this.logger.warn({ err: error }, 'housekeeping failed; it is tried again in an hour');
    await this.tidy().catch(failed);
    this.timer = setInterval(() => void this.tidy().catch(failed), everyMs).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Removes what crashes left, and uploads that are older than the setting. */
  async tidy(): Promise<void> {
    const folders = await this.removeLeftFolders();
    const pictures = await this.pictures.removeAbandoned();
    const uploads = await this.ledger.forgetEnded(this.config.uploadsKeptDays);
    if (folders + pictures + uploads > 0)
      this.logger.info({ folders, pictures, uploads }, 'removed what crashes left, and uploads of long ago');
  }

  private async removeLeftFolders(): Promise<number> {
    const { databaseUrl, storageDir, dataDir } = this.config;
    // Nobody else writes into a data folder of one's own; in a shared one another process may be receiving an upload.
    const alone = databaseUrl === undefined && storageDir === dataDir;
    const found = await this.folders.list();
    const needed = new Set(await this.ledger.unread());
    let removed = 0;
    for (const id of found) {
      if (needed.has(id) || this.folders.isBeingReceived(id)) continue;
      const written = (await this.folders.writtenAt(id)) ?? 0;
      if (!alone && Date.now() - written < abandonedMs) continue;
      await this.folders.remove(id);
      removed += 1;
    }
    return removed;
  }
}
