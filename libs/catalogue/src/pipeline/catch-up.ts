import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { holdModelsInUse } from '#encoder';
import { CONFIG, LOGGER, type Config, type Logger } from '#platform';
import { DataSource } from 'typeorm';
import { UploadFolders } from '../upload/upload-folder.js';
import { PassageRenewal } from './passage-renewal.js';
import { UnencodedProducts } from './unencoded-products.js';

/**
 * At start: reads again what an older version read otherwise, encodes what the serving model has no vectors of
 * (another revision of it), and clears what a crash left.
 */
@Injectable()
export class CatchUp implements OnApplicationBootstrap {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(PassageRenewal) private readonly passages: PassageRenewal,
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
    const renewed = await this.passages.renew();
    if (renewed > 0) this.logger.info({ products: renewed }, 'read the passages of products again');
    const { serving, candidate } = await this.dataSource.transaction(holdModelsInUse);
    // A candidate has its job for everything since it was named; only what was read again is new to it.
    const models = candidate !== undefined && renewed > 0 ? [serving, candidate] : [serving];
    for (const model of models) {
      const products = await this.unencoded.enqueue(model);
      if (products > 0)
        this.logger.info({ products, model }, 'encoding products that this model does not know');
    }
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
