import { productContents, atomKeys, type AtomKey } from '#catalogue';
import { lockChannelVectors, notifyFollowers, appendChannelVectors } from '#search-index';
import { Inject, Injectable } from '@nestjs/common';
import { lockModelsInUse, OpenEncoders, type VectorStore } from '#encoder';
import { JobQueue, type JobHandler } from '#platform';
import { DataSource, type EntityManager } from 'typeorm';
import { UploadLedger } from '../upload/upload-ledger.js';
import { channelMeans } from './channel-mean.js';
import type { IndexPayload } from '../jobs.js';

/** Writes the channel vectors of a batch of products to the log that indexes follow. */
@Injectable()
export class IndexJob implements JobHandler<'index'> {
  readonly name = 'index';

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(JobQueue) queue: JobQueue,
    @Inject(OpenEncoders) private readonly encoders: OpenEncoders,
    @Inject(UploadLedger) private readonly ledger: UploadLedger,
  ) {
    queue.register(this);
  }

  async run(payload: IndexPayload): Promise<void> {
    const { model, uploadId, productIds } = payload;
    const encoder = await this.encoders.of(model);
    await this.dataSource.transaction(async (manager) => {
      // Under the lock nobody deletes a product or writes older atoms after newer ones.
      await lockChannelVectors(manager);
      const { serving, standby } = await lockModelsInUse(manager);
      const written =
        encoder && (model === serving || model === standby)
          ? await this.writeChannelVectors(manager, payload, encoder.vectors)
          : [];
      if (uploadId !== null) {
        // Where another encoder has taken over since, it knew these products when it did: nothing to wait for.
        const places = model === serving ? written : [];
        await manager.query(
          `update upload_product set seq = w.seq, encoded_at = coalesce(encoded_at, now())
           from jsonb_to_recordset($2::jsonb) as w(id text, seq bigint)
           where upload_id = $1 and product_id = w.id`,
          [uploadId, JSON.stringify(places)],
        );
        // Products that were deleted in the meantime have nothing left to wait for.
        await manager.query(
          `update upload_product set seq = 0, encoded_at = coalesce(encoded_at, now())
           where upload_id = $1 and product_id = any($2) and seq is null`,
          [uploadId, productIds],
        );
        await this.ledger.endIfComplete(manager, [uploadId]);
      }
      await notifyFollowers(manager, model);
    });
  }

  /** Its upload does not wait any more. */
  again(payload: IndexPayload): IndexPayload {
    return { ...payload, uploadId: null };
  }

  setAside(payload: IndexPayload, reason: string, manager: EntityManager): Promise<void> {
    return this.ledger.giveUpProducts(payload, reason, manager);
  }

  private async writeChannelVectors(
    manager: EntityManager,
    { model, productIds, contents }: IndexPayload,
    vectors: VectorStore,
  ): Promise<{ id: string; seq: string }[]> {
    const products = await productContents(manager, productIds);
    const atoms = await atomKeys(manager, productIds);
    const image = await vectors.get('image', hashes(atoms, true));
    const text = await vectors.get('text', hashes(atoms, false));
    const byProduct = new Map<string, AtomKey[]>(products.map(({ id }) => [id, []]));
    for (const atom of atoms) byProduct.get(atom.productId)?.push(atom);
    return appendChannelVectors(
      manager,
      model,
      products.map(({ id, ordinal }) => ({
        id,
        ordinal,
        contentHash: contents[id] ?? null,
        means: channelMeans(byProduct.get(id) ?? [], { image, text }),
      })),
    );
  }
}

function hashes(atoms: readonly AtomKey[], image: boolean): string[] {
  return [
    ...new Set(
      atoms.filter(({ channel }) => (channel === 'image') === image).map(({ contentHash }) => contentHash),
    ),
  ];
}
