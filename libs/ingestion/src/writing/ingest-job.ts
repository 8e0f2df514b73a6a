import { lockChannelVectors } from '#search-index';
import { Inject, Injectable } from '@nestjs/common';
import {
  isDiskFull,
  isOutage,
  JobQueue,
  LOGGER,
  type JobContext,
  type JobHandler,
  type Logger,
} from '#platform';
import { DataSource, type EntityManager } from 'typeorm';
import { PictureArchive } from '../pictures/picture-archive.js';
import { PictureIntakes, type PictureIntake } from '../pictures/picture-intake.js';
import { limits } from '../limits.js';
import { readProducts, readReviews, UnreadableFile } from '../reading/read-rows.js';
import { UploadFolders } from '../upload/upload-folder.js';
import {
  UploadLedger,
  type Checkpoint,
  type RowReport,
  type UploadPart,
  type UploadRecord,
} from '../upload/upload-ledger.js';
import { inBatches } from './batches.js';
import { ingestOptions, stopIfAborted, type IngestPayload } from '../jobs.js';
import { ProductBatch } from './product-batch.js';
import { Turn } from './turn.js';

const triesInARow = 8;

/**
 * Reads an upload's files into the tables, batch by batch. Each batch, the counters, the checkpoint and the
 * batch's job `encode` are one transaction: a process that dies loses nothing and counts nothing twice.
 */
@Injectable()
export class IngestJob implements JobHandler<'ingest'> {
  readonly name = 'ingest';

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Inject(UploadLedger) private readonly ledger: UploadLedger,
    @Inject(UploadFolders) private readonly folders: UploadFolders,
    @Inject(PictureIntakes) private readonly intakes: PictureIntakes,
    @Inject(ProductBatch) private readonly batch: ProductBatch,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    queue.register(this);
  }

  async run({ uploadId }: IngestPayload, { signal, advanced }: JobContext): Promise<void> {
    const upload = await this.ledger.begin(uploadId);
    if (upload) {
      const reading = new Reading(upload, advanced);
      try {
        if (!(await this.read(reading, signal))) {
          // The next turn is after those of the uploads that wait now.
          await this.queue.enqueue('ingest', { uploadId }, ingestOptions);
          return;
        }
      } catch (error) {
        if (signal.aborted || isOutage(error) || isDiskFull(error)) throw error;
        await this.onFailure(reading, error);
      }
    }
    this.intakes.end(uploadId);
    await this.folders.remove(uploadId);
  }

  async setAside({ uploadId }: IngestPayload, reason: string, manager: EntityManager): Promise<void> {
    const upload = await this.ledger.begin(uploadId);
    if (!upload) return;
    const { reviewsRead, reviewsRow, productsRow } = upload.checkpoint;
    const inReviews = upload.files.reviews && !reviewsRead;
    const found = {
      field: 'upload',
      message: reason,
      fix: 'look at the hundred rows from this one on, and upload the rest without the one that does it',
    };
    const place = inReviews
      ? report('reviews', reviewsRow + 1, found)
      : report('products', productsRow + 1, found);
    await this.ledger.fail(uploadId, place, manager);
  }

  /** The upload has failed, and its files are gone. */
  again(): undefined {
    return undefined;
  }

  /** False when the upload's turn is over before its rows are. */
  private async read(reading: Reading, signal: AbortSignal): Promise<boolean> {
    const { id, files } = reading.upload;
    const archive = files.pictures ? await PictureArchive.open(this.folders.file(id, 'pictures')) : undefined;
    try {
      // Whatever is reported first is the archive; after a crash it may be reported again, which changes nothing.
      if (archive && reading.at.reports === 0) await this.reportArchive(reading, archive);
      if (files.reviews && !reading.at.reviewsRead) await this.readReviews(reading, signal);
      if (!(await this.readProducts(reading, this.intakes.of(id, archive), signal))) return false;
    } finally {
      archive?.close();
    }
    if (reading.rows === 0)
      throw new UnreadableFile('the file holds no products', 'products', 'send at least one product');
    await this.finish(reading);
    return true;
  }

  private async reportArchive(reading: Reading, archive: PictureArchive): Promise<void> {
    const reports = archive.refused.map(({ number, name, message, fix }) =>
      report('pictures', number, { field: name || 'entry', message, fix }),
    );
    if (reports.length > 0) await this.move(reading, reports, {});
  }

  private async readReviews(reading: Reading, signal: AbortSignal): Promise<void> {
    const { id } = reading.upload;
    const rows = readReviews(this.folders.file(id, 'reviews'), reading.at.reviewsRow);
    // After a crash the rows before are not known any more; the check is for whole files.
    let refused = reading.at.reviewsRow === 0 ? 0 : undefined;
    for await (const batch of inBatches(rows)) {
      stopIfAborted(signal);
      if (refused !== undefined) stopIfAllRefused(refused, 'reviews');
      const accepted: { row: number; product_id: string; review: object }[] = [];
      const reports: RowReport[] = [];
      for (const { row, result } of batch) {
        if ('problems' in result) {
          reports.push(...result.problems.map((problem) => report('reviews', row, problem)));
        } else {
          const { product_id, ...review } = result.value;
          accepted.push({ row, product_id, review });
        }
      }
      refused = accepted.length > 0 || refused === undefined ? undefined : refused + batch.length;
      await this.move(reading, reports, { reviewsRow: batch.at(-1)?.row ?? 0 }, async (manager) => {
        await manager.query(
          `insert into upload_review (upload_id, row, product_id, review)
           select $1, r.row, r.product_id, r.review
           from jsonb_to_recordset($2::jsonb) as r(row bigint, product_id text, review jsonb)`,
          [id, JSON.stringify(accepted)],
        );
      });
    }
    await this.move(reading, [], { reviewsRead: true });
  }

  /** False when the turn was over before the last row. */
  private async readProducts(reading: Reading, intake: PictureIntake, signal: AbortSignal): Promise<boolean> {
    const { id, files } = reading.upload;
    const turn = new Turn(signal, () => this.ledger.othersWait(id));
    const rows = readProducts(this.folders.file(id, 'products'), files.format, reading.at.productsRow);
    for await (const batch of inBatches(rows)) {
      stopIfAborted(signal);
      if (reading.accepted === 0) stopIfAllRefused(reading.rows, 'products');
      const prepared = await this.batch.prepare(id, batch, intake, turn);
      const { read } = prepared;
      if (read > 0) {
        const to = { productsRow: batch[read - 1]?.row ?? 0 };
        await this.move(reading, prepared.reports, to, (manager) => this.batch.write(manager, id, prepared), {
          read,
          accepted: prepared.accepted.length,
          rejected: read - prepared.accepted.length,
        });
        reading.rows += read;
        reading.accepted += prepared.accepted.length;
      }
      if (read < batch.length) return false;
    }
    return true;
  }

  private async finish(reading: Reading): Promise<void> {
    const { id } = reading.upload;
    await this.dataSource.transaction(async (manager) => {
      await lockChannelVectors(manager);
      await this.ledger.advance(manager, id, reading.at, { ...reading.at, finished: true, failures: 0 });
      const orphans: { row: string }[] = await manager.query(
        `select row from upload_review r where upload_id = $1
           and not exists (select 1 from upload_product p where p.upload_id = $1 and p.product_id = r.product_id)
         order by row limit $2`,
        [id, Math.max(0, limits.reportsPerUpload - reading.at.reports)],
      );
      const problem = {
        field: 'product_id',
        message: 'no accepted product of this upload has this id',
        fix: 'correct the id, or the product of this id in the products file',
      };
      await this.ledger.report(
        manager,
        id,
        orphans.map(({ row }) => report('reviews', Number(row), problem)),
      );
      await manager.query('delete from upload_review where upload_id = $1', [id]);
      await this.ledger.endIfComplete(manager, [id]);
    });
  }

  /** One transaction: the checkpoint and counters, the row reports, and what `write` does. */
  private async move(
    reading: Reading,
    reports: readonly RowReport[],
    step: Partial<Checkpoint>,
    write?: (manager: DataSource['manager']) => Promise<void>,
    counted?: { read: number; accepted: number; rejected: number },
  ): Promise<void> {
    const kept = reading.room(reports);
    const to = { ...reading.at, ...step, reports: reading.at.reports + kept.length, failures: 0 };
    await this.dataSource.transaction(async (manager) => {
      await this.ledger.advance(manager, reading.upload.id, reading.at, to, counted);
      await write?.(manager);
      await this.ledger.report(manager, reading.upload.id, kept);
    });
    reading.at = to;
    await reading.advanced();
  }

  private async onFailure(reading: Reading, error: unknown): Promise<void> {
    const { id } = reading.upload;
    if (error instanceof UnreadableFile) {
      await this.ledger.fail(id, {
        file: reading.file(error),
        row: 0,
        field: error.field,
        message: error.message,
        fix: error.fix,
      });
      return;
    }
    const failures = await this.ledger.countFailure(id, reading.at);
    if (failures < triesInARow) throw error;
    this.logger.error({ err: error, uploadId: id }, 'an upload could not be read; it is given up');
    await this.ledger.fail(id, {
      file: 'products',
      row: reading.at.productsRow,
      field: 'upload',
      message: `reading failed ${failures} times; the log has the reason`,
      fix: 'upload it again, or ask the operator',
    });
  }
}

/** Where one run of the job stands in its upload. */
class Reading {
  at: Checkpoint;
  /** Rows read so far, earlier runs included; and how many of them were accepted. */
  rows: number;
  accepted: number;

  constructor(
    readonly upload: UploadRecord,
    readonly advanced: JobContext['advanced'],
  ) {
    this.at = upload.checkpoint;
    this.rows = upload.read;
    this.accepted = upload.accepted;
  }

  /** Those of the reports that there is still room for. */
  room(reports: readonly RowReport[]): RowReport[] {
    return reports.slice(0, Math.max(0, limits.reportsPerUpload - this.at.reports));
  }

  file(error: UnreadableFile): UploadPart {
    if (error.field === 'pictures') return 'pictures';
    return this.upload.files.reviews && !this.at.reviewsRead ? 'reviews' : 'products';
  }
}

/** @throws {UnreadableFile} when so many rows were refused, and none accepted, that the rest is not worth reading. */
function stopIfAllRefused(rows: number, file: UploadPart): void {
  if (rows < limits.refusedAtStart) return;
  throw new UnreadableFile(
    `the first ${rows} rows are all refused; the rest was not read`,
    file,
    'look at the reports of these rows: often a quote is never closed, or the columns are others',
  );
}

function report(
  file: UploadPart,
  row: number,
  problem: { field: string; message: string; fix: string },
): RowReport {
  return { file, row, ...problem };
}
