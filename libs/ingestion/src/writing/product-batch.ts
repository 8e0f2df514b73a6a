import { indexedProducts } from '#search-index';
import { awaitedProducts } from '../upload/upload-places.js';
import { Inject, Injectable } from '@nestjs/common';
import { lockModelsInUse } from '#encoder';
import { JobQueue, type EnqueueOptions } from '#platform';
import { productRecord, writeProducts, picturesOf, productContents, type ProductRecord } from '#catalogue';
import { DataSource, type EntityManager } from 'typeorm';
import type { PictureIntake } from '../pictures/picture-intake.js';
import type { ProductRow, ReviewRow } from '../reading/product-row.js';
import type { ReadRow } from '../reading/read-rows.js';
import type { RowReport } from '../upload/upload-ledger.js';
import { limits } from '../limits.js';
import { standbyWork, patient, type EncodePayload } from '../jobs.js';
import type { Turn } from './turn.js';

const rowsAtOnce = 4;

interface AcceptedRow {
  readonly row: number;
  readonly record: ProductRecord;
}

/** Rows whose pictures are stored and that are judged: ready to be written in one transaction. */
export interface PreparedBatch {
  readonly accepted: readonly AcceptedRow[];
  readonly reports: readonly RowReport[];
  /** How many rows this is: fewer than were given when the turn was over before. */
  readonly read: number;
}

/** A hundred or so rows of a products file on their way into the tables. */
@Injectable()
export class ProductBatch {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(JobQueue) private readonly queue: JobQueue,
  ) {}

  /** Judges the rows and brings in their pictures. Writes nothing but picture files, which have the same name each time. */
  async prepare(
    uploadId: string,
    rows: readonly ReadRow<ProductRow>[],
    intake: PictureIntake,
    turn: Turn,
  ): Promise<PreparedBatch> {
    const reports: RowReport[] = [];
    const candidates = await this.withoutDuplicates(uploadId, rows, reports);
    const ids = candidates.map(({ value }) => value.id);
    const before = await picturesOf(this.dataSource.manager, ids);
    const reviews = await this.stagedReviews(uploadId, ids);
    const accepted: AcceptedRow[] = [];
    for (const { value } of candidates) intake.begin(value.pictures);
    for (let first = 0; first < candidates.length; first += rowsAtOnce) {
      const some = candidates.slice(first, first + rowsAtOnce);
      const taken = await turn.wait(
        Promise.all(
          some.map(async ({ row, value }) => {
            const outcome = await intake.take(value.pictures, before.get(value.id) ?? []);
            return { row, value, ...outcome };
          }),
        ),
      );
      const next = some[0]?.row ?? 0;
      if (!taken) {
        return {
          accepted,
          reports: reports.filter(({ row }) => row < next),
          read: rows.filter(({ row }) => row < next).length,
        };
      }
      for (const { row, value, pictures, problems } of taken.given) {
        const all = [...value.reviews, ...(reviews.get(value.id) ?? [])].slice(0, limits.reviewsPerProduct);
        accepted.push({ row, record: productRecord({ ...value, pictures, reviews: all }) });
        reports.push(...problems.map((problem) => ({ file: 'products' as const, row, ...problem })));
      }
    }
    return { accepted, reports, read: rows.length };
  }

  /** Writes the batch and enqueues its jobs `encode`, one for each model in use, in the caller's transaction. */
  async write(manager: EntityManager, uploadId: string, { accepted }: PreparedBatch): Promise<void> {
    const ids = accepted.map(({ record }) => record.id);
    // Uploads take turns: a product that a later upload has brought already stays as that one brought it.
    const unchanged = await this.unchanged(manager, accepted);
    for (const id of await this.broughtLater(manager, uploadId, ids)) unchanged.add(id);
    await writeProducts(
      manager,
      accepted.map(({ record }) => record).filter(({ id }) => !unchanged.has(id)),
    );
    const { serving, standby } = await lockModelsInUse(manager);
    const indexed = await this.indexed(manager, serving, [...unchanged]);
    await manager.query(
      `insert into upload_product (upload_id, product_id, row, seq, encoded_at)
       select $1, r.id, r.row, r.seq, case when r.seq is not null then now() end
       from jsonb_to_recordset($2::jsonb) as r(id text, row bigint, seq bigint)`,
      [
        uploadId,
        JSON.stringify(
          accepted.map(({ row, record: { id } }) => ({ id, row, seq: indexed.get(id) ?? null })),
        ),
      ],
    );
    const encode = async (payload: EncodePayload, options: EnqueueOptions): Promise<void> => {
      if (payload.productIds.length > 0) await this.queue.enqueue('encode', payload, options, manager);
    };
    await encode({ model: serving, uploadId, productIds: ids.filter((id) => !indexed.has(id)) }, patient);
    if (standby !== undefined) {
      // The unchanged ones are known to it already, or have their jobs since it is the standby.
      const productIds = ids.filter((id) => !unchanged.has(id));
      await encode({ model: standby, uploadId: null, productIds }, standbyWork);
    }
  }

  /** The valid rows whose id no earlier accepted row of this upload has; the others are reported. */
  private async withoutDuplicates(
    uploadId: string,
    rows: readonly ReadRow<ProductRow>[],
    reports: RowReport[],
  ): Promise<{ row: number; value: ProductRow }[]> {
    const valid: { row: number; value: ProductRow }[] = [];
    for (const { row, result } of rows) {
      if ('value' in result) valid.push({ row, value: result.value });
      else
        reports.push(...result.problems.map((problem) => ({ file: 'products' as const, row, ...problem })));
    }
    const taken: { product_id: string; row: string }[] = await this.dataSource.query(
      'select product_id, row from upload_product where upload_id = $1 and product_id = any($2)',
      [uploadId, valid.map(({ value }) => value.id)],
    );
    const firstRow = new Map(taken.map(({ product_id, row }) => [product_id, Number(row)]));
    return valid.filter(({ row, value }) => {
      const first = firstRow.get(value.id);
      if (first === undefined) {
        firstRow.set(value.id, row);
        return true;
      }
      reports.push({
        file: 'products',
        row,
        field: 'id',
        message: `row ${first} has the same id`,
        fix: 'keep one row for each product; give each variant an id of its own',
      });
      return false;
    });
  }

  private async stagedReviews(uploadId: string, ids: readonly string[]): Promise<Map<string, ReviewRow[]>> {
    const rows: { product_id: string; reviews: ReviewRow[] }[] = await this.dataSource.query(
      `select product_id, jsonb_agg(review order by row) as reviews from upload_review
       where upload_id = $1 and product_id = any($2) group by product_id`,
      [uploadId, ids],
    );
    return new Map(rows.map(({ product_id, reviews }) => [product_id, reviews]));
  }

  private async unchanged(manager: EntityManager, accepted: readonly AcceptedRow[]): Promise<Set<string>> {
    const ids = accepted.map(({ record }) => record.id);
    const stored = new Map(
      (await productContents(manager, ids)).map(({ id, contentHash }) => [id, contentHash]),
    );
    return new Set(
      accepted.flatMap(({ record }) => (stored.get(record.id) === record.content_hash ? record.id : [])),
    );
  }

  private async broughtLater(
    manager: EntityManager,
    uploadId: string,
    ids: readonly string[],
  ): Promise<string[]> {
    const rows: { product_id: string }[] = await manager.query(
      `select p.product_id from upload mine
         join upload later on (later.created_at, later.id) > (mine.created_at, mine.id)
         join upload_product p on p.upload_id = later.id
       where mine.id = $1 and p.product_id = any($2)`,
      [uploadId, ids],
    );
    return rows.map(({ product_id }) => product_id);
  }

  /** Of unchanged products: the place in the log of those whose vectors no unfinished upload is about to change. */
  private async indexed(
    manager: EntityManager,
    model: string,
    ids: readonly string[],
  ): Promise<Map<string, string>> {
    const awaited = await awaitedProducts(manager, ids);
    const places = await indexedProducts(manager, model, ids);
    return new Map(
      [...places].flatMap(([id, { seq }]): [string, string][] => (awaited.has(id) ? [] : [[id, seq]])),
    );
  }
}
