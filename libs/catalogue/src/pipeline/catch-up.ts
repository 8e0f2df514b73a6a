import { createHash } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ServedEncoder } from '#encoder';
import { CONFIG, JobQueue, LOGGER, type Config, type Logger } from '#platform';
import { DataSource } from 'typeorm';
import { UploadFolders } from '../upload/upload-folder.js';
import { patient } from './jobs.js';

const productsPerJob = 100;

/** At start: encodes what this model has no vectors of (after a change of model), and clears what a crash left. */
@Injectable()
export class CatchUp implements OnApplicationBootstrap {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Inject(ServedEncoder) private readonly encoder: ServedEncoder,
    @Inject(UploadFolders) private readonly folders: UploadFolders,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.role === 'api') return;
    await this.enqueueMissing();
    await this.removeLeftovers();
  }

  private async enqueueMissing(): Promise<void> {
    let after = 0;
    let products = 0;
    for (;;) {
      // Products that an unfinished upload is at work on have their jobs already.
      const rows: { id: string; ordinal: number }[] = await this.dataSource.query(
        `select id, ordinal from product p where ordinal > $2
           and not exists (select 1 from channel_vector v where v.model = $1 and v.product_id = p.id and not v.deleted)
           and not exists (select 1 from upload_product u where u.product_id = p.id and u.seq is null)
         order by ordinal limit $3`,
        [this.encoder.model, after, productsPerJob],
      );
      const productIds = rows.map(({ id }) => id);
      if (productIds.length === 0) break;
      // The same batch at the next start replaces this one while it waits.
      const key = createHash('sha256')
        .update(`${this.encoder.model}\n${productIds.join('\n')}`)
        .digest('hex');
      await this.queue.enqueue(
        'encode',
        { uploadId: null, productIds },
        { ...patient, key: `encode:${key}` },
      );
      after = rows.at(-1)?.ordinal ?? after;
      products += productIds.length;
    }
    if (products > 0)
      this.logger.info(
        { products, model: this.encoder.model },
        'encoding products that this model does not know',
      );
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
