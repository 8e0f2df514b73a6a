import { Inject, Injectable } from '@nestjs/common';
import type { FieldProblem } from '#platform';
import { DataSource, type EntityManager } from 'typeorm';
import type { ProductsFormat } from '../reading/read-rows.js';

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
}

interface Counted {
  readonly read: number;
  readonly accepted: number;
  readonly rejected: number;
}

/** The rows of the tables upload and upload_error, as the pipeline writes them. */
@Injectable()
export class UploadLedger {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  async create(manager: EntityManager, id: string, files: UploadFiles): Promise<void> {
    await manager.query('insert into upload (id, files, checkpoint) values ($1, $2, $3)', [
      id,
      JSON.stringify(files),
      JSON.stringify(start),
    ]);
  }

  /** The upload, set running; undefined when there is nothing (left) to read. */
  async begin(id: string): Promise<UploadRecord | undefined> {
    const rows: [{ id: string; files: UploadFiles; checkpoint: Checkpoint; read: string }[], number] =
      await this.dataSource.query(
        `update upload set state = 'running'
         where id = $1 and state in ('queued', 'running') and not (checkpoint->>'finished')::boolean
         returning id, files, checkpoint, read`,
        [id],
      );
    const row = rows[0][0];
    return row && { ...row, state: 'running', read: Number(row.read) };
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

  /** Writes row reports; one that is there already stays. */
  async report(manager: EntityManager, id: string, reports: readonly RowReport[]): Promise<void> {
    if (reports.length === 0) return;
    await manager.query(
      `insert into upload_error (upload_id, file, row, field, message, fix)
       select $1, r.file, r.row, r.field, r.message, r.fix
       from jsonb_to_recordset($2::jsonb)
         as r(file text, row bigint, field text, message text, fix text)
       on conflict do nothing`,
      [id, JSON.stringify(reports)],
    );
  }

  /** Ends an upload that can't be read. */
  async fail(id: string, report: RowReport): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await manager.query(
        `update upload set state = 'failed', failure = $2, finished_at = now() where id = $1`,
        [id, `${report.field}: ${report.message}`],
      );
      await this.report(manager, id, [report]);
    });
  }

  /** Counts a failed try; returns how many there were in a row. */
  async countFailure(id: string, at: Checkpoint): Promise<number> {
    const failures = at.failures + 1;
    await this.dataSource.query('update upload set checkpoint = $2 where id = $1', [
      id,
      JSON.stringify({ ...at, failures }),
    ]);
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
