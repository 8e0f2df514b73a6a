import { Inject, Injectable } from '@nestjs/common';
import { storableText, type FieldProblem } from '#platform';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, Equal, In, Not, Raw, Repository, type EntityManager } from 'typeorm';
import { lockChannelVectors } from '#search-index';
import type { EncodePayload } from '../jobs.js';
import type { ProductsFormat } from '../reading/read-rows.js';
import { UploadRow } from './upload-row.js';

export type UploadState = 'queued' | 'running' | 'done' | 'failed';
export type UploadPart = 'products' | 'reviews' | 'pictures';

/** What an upload consists of; the files lie in its folder under the names of the parts. */
export interface UploadFiles {
  readonly format: ProductsFormat;
  readonly reviews: boolean;
  readonly pictures: boolean;
}

/** How far the reading of an upload has come; written in the transaction that wrote the rows. */
export interface Checkpoint {
  readonly reviewsRow: number;
  readonly productsRow: number;
  readonly reviewsRead: boolean;
  readonly finished: boolean;
  /** Row reports written so far. */
  readonly reports: number;
  /** Tries in a row that ended at this checkpoint. */
  readonly failures: number;
}

const forgottenAtOnce = 20;

/** Uploads whose files are still to be read. */
const unread = {
  state: In(['queued', 'running']),
  checkpoint: Raw((checkpoint) => `not (${checkpoint} ->> 'finished')::boolean`),
};

export const start: Checkpoint = {
  reviewsRow: 0,
  productsRow: 0,
  reviewsRead: false,
  finished: false,
  reports: 0,
  failures: 0,
};

/** One thing to tell about one row of an upload. Row 0 is the file as a whole. */
export interface RowReport extends FieldProblem {
  readonly file: UploadPart;
  readonly row: number;
}

export interface UploadRecord {
  readonly id: string;
  readonly state: UploadState;
  readonly files: UploadFiles;
  readonly checkpoint: Checkpoint;
  readonly read: number;
  readonly accepted: number;
}

interface Counted {
  readonly read: number;
  readonly accepted: number;
  readonly rejected: number;
}

/** The rows of the tables upload and upload_error, as the pipeline writes them. */
@Injectable()
export class UploadLedger {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @InjectRepository(UploadRow) private readonly uploads: Repository<UploadRow>,
  ) {}

  async create(manager: EntityManager, id: string, files: UploadFiles): Promise<void> {
    await manager.insert(UploadRow, { id, files, checkpoint: start });
  }

  /** The upload, set running; undefined when there is nothing (left) to read. */
  async begin(id: string): Promise<UploadRecord | undefined> {
    const rows: [
      { id: string; files: UploadFiles; checkpoint: Checkpoint; read: string; accepted: string }[],
      number,
    ] = await this.dataSource.query(
      `update upload set state = 'running'
         where id = $1 and state in ('queued', 'running') and not (checkpoint->>'finished')::boolean
         returning id, files, checkpoint, read, accepted`,
      [id],
    );
    const row = rows[0][0];
    return row && { ...row, state: 'running', read: Number(row.read), accepted: Number(row.accepted) };
  }

  /**
   * Moves the checkpoint and the counters. To be called first in a transaction: it locks the upload's row.
   *
   * @throws when the upload is no longer at `from`: another process reads it.
   */
  async advance(
    manager: EntityManager,
    id: string,
    from: Checkpoint,
    to: Checkpoint,
    counted: Counted = { read: 0, accepted: 0, rejected: 0 },
  ): Promise<void> {
    const [, moved]: [unknown, number] = await manager.query(
      `update upload set checkpoint = $3, read = read + $4, accepted = accepted + $5, rejected = rejected + $6
       where id = $1 and state = 'running' and checkpoint = $2::jsonb`,
      [id, JSON.stringify(from), JSON.stringify(to), counted.read, counted.accepted, counted.rejected],
    );
    if (moved !== 1) throw new Error(`upload ${id} is being read by another process, or has ended`);
  }

  /** Writes row reports; one that is there already stays. They quote files, which may hold any characters. */
  async report(manager: EntityManager, id: string, reports: readonly RowReport[]): Promise<void> {
    if (reports.length === 0) return;
    const storable = reports.map((report) => ({
      ...report,
      field: storableText(report.field),
      message: storableText(report.message),
      fix: storableText(report.fix),
    }));
    await manager.query(
      `insert into upload_error (upload_id, file, row, field, message, fix)
       select $1, r.file, r.row, r.field, r.message, r.fix
       from jsonb_to_recordset($2::jsonb)
         as r(file text, row bigint, field text, message text, fix text)
       on conflict do nothing`,
      [id, JSON.stringify(storable)],
    );
  }

  /** Ends an upload that can't be read. */
  async fail(id: string, report: RowReport, manager = this.dataSource.manager): Promise<void> {
    await manager.transaction(async (inner) => {
      const failure = storableText(`${report.field}: ${report.message}`);
      await inner.update(UploadRow, { id }, { state: 'failed', failure, finishedAt: () => 'now()' });
      await this.report(inner, id, [report]);
    });
  }

  /** Reports that the products of a job will not be encoded, so that the upload that wanted it does not wait for them. */
  async giveUpProducts(
    { uploadId: id, productIds }: EncodePayload,
    reason: string,
    manager: EntityManager,
  ): Promise<void> {
    if (id === null) return;
    await lockChannelVectors(manager);
    // Only those still waited for: the same job may have been set aside after some were done.
    const [rows]: [{ row: string }[], number] = await manager.query(
      `update upload_product set seq = 0, encoded_at = coalesce(encoded_at, now())
       where upload_id = $1 and product_id = any($2) and seq is null returning row`,
      [id, productIds],
    );
    await this.report(
      manager,
      id,
      rows.map(({ row }) => ({
        file: 'products' as const,
        row: Number(row),
        field: 'upload',
        message: `is in the catalogue and not found by its pictures and texts: ${reason}`,
        fix: 'look at the pictures and texts of the rows with this report; ask the operator to let the job run again',
      })),
    );
    await this.endIfComplete(manager, [id]);
  }

  /** Ids of the uploads whose files are still to be read. */
  async unread(): Promise<string[]> {
    const rows = await this.uploads.find({ select: { id: true }, where: unread });
    return rows.map(({ id }) => id);
  }

  /** Forgets uploads that ended so many days ago, with their reports; never one that runs. @returns how many */
  async forgetEnded(days: number): Promise<number> {
    for (let forgotten = 0; ;) {
      const [, some]: [unknown, number] = await this.dataSource.query(
        `delete from upload where id in (
           select id from upload where state in ('done', 'failed') and finished_at < now() - make_interval(days => $1)
           order by finished_at limit $2)`,
        [days, forgottenAtOnce],
      );
      forgotten += some;
      if (some < forgottenAtOnce) return forgotten;
    }
  }

  /** Are there other uploads that are still to be read? */
  othersWait(id: string): Promise<boolean> {
    return this.uploads.existsBy({ ...unread, id: Not(id) });
  }

  /** Counts a failed try; returns how many there were in a row. */
  async countFailure(id: string, at: Checkpoint): Promise<number> {
    const failures = at.failures + 1;
    // Where another process goes on with the upload, its checkpoint holds.
    await this.uploads.update({ id, checkpoint: Equal(at) }, { checkpoint: { ...at, failures } });
    return failures;
  }

  /** Ends uploads whose every product has its place in the log of channel vectors. The caller holds that log's lock. */
  async endIfComplete(manager: EntityManager, ids: readonly string[]): Promise<void> {
    await manager.query(
      `update upload set state = 'done', finished_at = now()
       where id = any($1) and state = 'running' and (checkpoint->>'finished')::boolean
         and not exists (select 1 from upload_product p where p.upload_id = upload.id and p.seq is null)`,
      [ids],
    );
  }
}
