import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Optional, type BeforeApplicationShutdown } from '@nestjs/common';
import { isBusy, isOutage, JobQueue, ProblemError } from '#platform';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, Repository } from 'typeorm';
import { z } from 'zod';
import type { UploadState } from './upload-ledger.js';
import { RowReportRow } from './upload-row.js';

const pollMs = 300;

/** Tells how far this process's index has come; bound by the application. */
export abstract class AppliedSeq {
  /** Largest channel_vector.seq that answers of this process reflect. */
  abstract appliedSeq(): bigint;
}

export const uploadProgressSchema = z
  .object({
    uploadId: z.string(),
    state: z.enum(['queued', 'running', 'done', 'failed']),
    counts: z.object({
      read: z.number().int(),
      accepted: z.number().int(),
      rejected: z.number().int(),
      encoded: z.number().int(),
      indexed: z.number().int(),
    }),
    /** Why an upload failed as a whole; null otherwise. */
    failure: z.string().nullable(),
    /** What keeps an upload from going on, as it will by itself; null otherwise. */
    waiting: z.string().nullable(),
  })
  .meta({ id: 'UploadProgress' });
export type UploadProgress = z.infer<typeof uploadProgressSchema>;

export const rowReportsSchema = z
  .object({
    total: z.number().int(),
    errors: z.array(
      z.object({
        file: z.enum(['products', 'reviews', 'pictures']),
        row: z.number().int(),
        field: z.string(),
        message: z.string(),
        fix: z.string(),
      }),
    ),
  })
  .meta({ id: 'RowReports' });
export type RowReports = z.infer<typeof rowReportsSchema>;

interface ProgressRow {
  readonly state: UploadState;
  readonly read: string;
  readonly accepted: string;
  readonly rejected: string;
  readonly failure: string | null;
  readonly encoded: string;
  readonly indexed: string;
  readonly last: string;
}

/** What clients are told of uploads. */
@Injectable()
export class UploadProgressReader implements BeforeApplicationShutdown {
  private readonly shutdown = new AbortController();

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @InjectRepository(RowReportRow) private readonly rowReports: Repository<RowReportRow>,
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Optional() @Inject(AppliedSeq) private readonly applied?: AppliedSeq,
  ) {}

  beforeApplicationShutdown(): void {
    this.shutdown.abort();
  }

  /**
   * The upload's state and counts. A product counts as indexed, and an upload as done, only when this
   * process's answers reflect it.
   *
   * @throws {ProblemError} 404
   */
  async read(id: string): Promise<UploadProgress> {
    const applied = this.applied?.appliedSeq() ?? null;
    const rows: ProgressRow[] = await this.dataSource.query(
      `select u.state, u.read, u.accepted, u.rejected, u.failure, count(p.encoded_at) as encoded,
         count(*) filter (where $2::bigint is null and p.seq is not null or p.seq <= $2) as indexed,
         coalesce(max(p.seq), 0) as last
       from upload u left join upload_product p on p.upload_id = u.id
       where u.id = $1 group by u.id`,
      [id, applied?.toString() ?? null],
    );
    const row = rows[0];
    if (!row) throw ProblemError.notFound('upload', id, 'use the uploadId that the upload was answered with');
    const behind = row.state === 'done' && applied !== null && BigInt(row.last) > applied;
    return {
      uploadId: id,
      state: behind ? 'running' : row.state,
      counts: {
        read: Number(row.read),
        accepted: Number(row.accepted),
        rejected: Number(row.rejected),
        encoded: Number(row.encoded),
        indexed: Number(row.indexed),
      },
      failure: row.failure,
      waiting:
        row.state === 'queued' || row.state === 'running'
          ? ((await this.queue.waiting('uploadId', id)) ?? null)
          : null,
    };
  }

  /** The progress each time it changes, to the end of the upload, of the client's interest or of the process. */
  async *follow(id: string, client: AbortSignal): AsyncGenerator<UploadProgress> {
    const signal = AbortSignal.any([client, this.shutdown.signal]);
    let told = '';
    while (!signal.aborted) {
      const progress = await this.readIfThere(id);
      const text = JSON.stringify(progress);
      if (progress && text !== told) yield progress;
      if (progress) told = text;
      if (progress?.state === 'done' || progress?.state === 'failed') return;
      await sleep(pollMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Undefined while the database does not answer: a stream that is open already goes on when it does. */
  private async readIfThere(id: string): Promise<UploadProgress | undefined> {
    try {
      return await this.read(id);
    } catch (error) {
      if (isOutage(error) || isBusy(error)) return undefined;
      throw error;
    }
  }

  /** Row reports in the order of their rows. @throws {ProblemError} 404 */
  async reports(id: string, limit: number, offset: number): Promise<RowReports> {
    await this.read(id);
    const [rows, total] = await this.rowReports.findAndCount({
      where: { uploadId: id },
      order: { file: 'ASC', row: 'ASC', id: 'ASC' },
      take: limit,
      skip: offset,
    });
    const errors = rows.map(({ file, row, field, message, fix }) => ({ file, row, field, message, fix }));
    return { total, errors };
  }
}
