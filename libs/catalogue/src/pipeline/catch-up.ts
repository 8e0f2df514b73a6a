import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { OpenEncoders } from '#encoder';
import { CONFIG, LOGGER, type Config, type Logger } from '#platform';
import { DataSource } from 'typeorm';
import { UploadFolders } from '../upload/upload-folder.js';
import { UnencodedProducts } from './unencoded-products.js';

/** At start: encodes what the serving model has no vectors of (another revision of it), and clears what a crash left. */
@Injectable()
export class CatchUp implements OnApplicationBootstrap {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(OpenEncoders) private readonly encoders: OpenEncoders,
    @Inject(UnencodedProducts) private readonly unencoded: UnencodedProducts,
    @Inject(UploadFolders) private readonly folders: UploadFolders,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.role === 'api') return;
    await this.enqueueMissing();
    await this.removeLeftovers();
  }

  private async enqueueMissing(): Promise<void> {
    const { model } = await this.encoders.serving();
    const products = await this.unencoded.enqueue(model);
    if (products > 0)
      this.logger.info({ products, model }, 'encoding products that this model does not know');
  }

  /** Files of uploads that have been read, or that ended before they were recorded. */
  private async removeLeftovers(): Promise<void> {
    // Where processes share the folder, another one may be receiving an upload right now.
    if (this.config.role !== 'all') return;
    const folders = await this.folders.list();
    const waiting: { id: string }[] = await this.dataSource.query(
      `select id from upload where state in ('queued', 'running') and not (checkpoint->>'finished')::boolean`,
    );
    const needed = new Set(waiting.map(({ id }) => id));
    for (const id of folders) if (!needed.has(id)) await this.folders.remove(id);
  }
}
