import { deleteProduct } from '#catalogue';
import { lockChannelVectors, removeFromIndexes, notifyFollowers } from '#search-index';
import { Inject, Injectable } from '@nestjs/common';
import { ProblemError } from '#platform';
import { DataSource } from 'typeorm';
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
      await lockChannelVectors(manager);
      if (!(await deleteProduct(manager, id)))
        throw ProblemError.notFound('product', id, 'use the id that the product was uploaded with');
      const models = await removeFromIndexes(manager, id);
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
      for (const model of models) await notifyFollowers(manager, model);
    });
  }
}
