import { Inject, Injectable } from '@nestjs/common';
import { holdModelsInUse, OpenEncoders, vectorBytes, channels, type VectorStore } from '#encoder';
import { JobQueue, type JobHandler } from '#platform';
import { DataSource, type EntityManager } from 'typeorm';
import { UploadLedger } from '../upload/upload-ledger.js';
import { channelMeans, type AtomContent } from './channel-mean.js';
import { channelVectorLock, channelVectorNotification, type IndexPayload } from '../jobs.js';

interface AtomKey extends AtomContent {
  readonly product_id: string;
}

/** Writes the channel vectors of a batch of products to the log that indexes follow. */
@Injectable()
export class IndexJob implements JobHandler<IndexPayload> {
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
      await manager.query('select pg_advisory_xact_lock($1)', [channelVectorLock]);
      const { serving, candidate } = await holdModelsInUse(manager);
      const written =
        encoder && (model === serving || model === candidate)
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
      await manager.query('select pg_notify($1, $2)', [channelVectorNotification, model]);
    });
  }

  /** Its upload does not wait any more. */
  again(payload: IndexPayload): IndexPayload {
    return { ...payload, uploadId: null };
  }

  async setAside(
    { uploadId, productIds }: IndexPayload,
    reason: string,
    manager: EntityManager,
  ): Promise<void> {
    if (uploadId === null) return;
    await manager.query('select pg_advisory_xact_lock($1)', [channelVectorLock]);
    await this.ledger.giveUpProducts(manager, uploadId, productIds, reason);
  }

  private async writeChannelVectors(
    manager: EntityManager,
    { model, productIds, contents }: IndexPayload,
    vectors: VectorStore,
  ): Promise<{ id: string; seq: string }[]> {
    const products: { id: string; ordinal: number }[] = await manager.query(
      'select id, ordinal from product where id = any($1) order by ordinal',
      [productIds],
    );
    const atoms: AtomKey[] = await manager.query(
      'select product_id, channel, content_hash from atom where product_id = any($1)',
      [productIds],
    );
    const image = await vectors.get('image', hashes(atoms, true));
    const text = await vectors.get('text', hashes(atoms, false));
    const byProduct = new Map<string, AtomKey[]>(products.map(({ id }) => [id, []]));
    for (const atom of atoms) byProduct.get(atom.product_id)?.push(atom);
    const means = products.map(({ id }) =>
      channelMeans(byProduct.get(id) ?? [], { image, text }).map((mean) => (mean ? vectorBytes(mean) : null)),
    );
    return manager.query(
      `insert into channel_vector as v (model, product_id, ordinal, content_hash, image, description, reviews, seq)
       select $1, r.id, r.ordinal, r.content_hash, r.image, r.description, r.reviews, nextval('channel_vector_seq')
       from unnest($2::text[], $3::integer[], $4::text[], $5::bytea[], $6::bytea[], $7::bytea[])
         as r(id, ordinal, content_hash, image, description, reviews)
       on conflict (model, product_id) do update set ordinal = excluded.ordinal,
         content_hash = excluded.content_hash, image = excluded.image, description = excluded.description,
         reviews = excluded.reviews, deleted = false, seq = excluded.seq
       returning product_id as id, seq`,
      [
        model,
        products.map(({ id }) => id),
        products.map(({ ordinal }) => ordinal),
        products.map(({ id }) => contents[id] ?? null),
        ...channels.map((_, at) => means.map((of) => of[at] ?? null)),
      ],
    );
  }
}

function hashes(atoms: readonly AtomKey[], image: boolean): string[] {
  return [
    ...new Set(
      atoms.filter(({ channel }) => (channel === 'image') === image).map(({ content_hash }) => content_hash),
    ),
  ];
}
