import { Inject, Injectable } from '@nestjs/common';
import { ProblemError } from '#platform';
import { DataSource } from 'typeorm';
import { channelVectorLock, channelVectorNotification } from '../jobs.js';
import { UploadLedger } from '../upload/upload-ledger.js';

/** Takes products out of the catalogue and out of every index. */
@Injectable()
export class ProductRemoval {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(UploadLedger) private readonly ledger: UploadLedger,
  ) {}

  /**
   * Deletes the product and leaves a tombstone in the log of each model's index, in one transaction.
   *
   * @throws {ProblemError} 404
   */
  async remove(id: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      // Jobs hold it for whole batches: longer than other requests may wait.
      await manager.query(`set local lock_timeout = '10s'`);
      await manager.query('select pg_advisory_xact_lock($1)', [channelVectorLock]);
      const [, removed]: [unknown, number] = await manager.query('delete from product where id = $1', [id]);
      if (removed === 0)
        throw ProblemError.notFound('product', id, 'use the id that the product was uploaded with');
      const [tombstones]: [{ model: string }[], number] = await manager.query(
        `update channel_vector set deleted = true, image = null, description = null, reviews = null,
           seq = nextval('channel_vector_seq') where product_id = $1 returning model`,
        [id],
      );
      // Uploads that still had work to do on it have nothing left to wait for.
      const [waiting]: [{ upload_id: string }[], number] = await manager.query(
        `update upload_product set seq = 0, encoded_at = coalesce(encoded_at, now())
         where product_id = $1 and seq is null returning upload_id`,
        [id],
      );
      await this.ledger.endIfComplete(
        manager,
        waiting.map(({ upload_id }) => upload_id),
      );
      for (const { model } of tombstones)
        await manager.query('select pg_notify($1, $2)', [channelVectorNotification, model]);
    });
  }
}
