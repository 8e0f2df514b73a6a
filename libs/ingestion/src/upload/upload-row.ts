import { Column, CreateDateColumn, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { Checkpoint, UploadFiles, UploadPart, UploadState } from './upload-ledger.js';

/** PostgreSQL's bigint comes as a text; a count of rows fits a number. */
const count = { to: (value: number) => value, from: Number };

/** An upload, and how far it is. */
@Entity({ name: 'upload' })
export class UploadRow {
  @PrimaryColumn({ type: 'uuid' })
  readonly id!: string;

  @Column({ type: 'text', default: 'queued' })
  readonly state!: UploadState;

  @Column({ type: 'jsonb' })
  readonly files!: UploadFiles;

  @Column({ type: 'jsonb', default: {} })
  readonly checkpoint!: Checkpoint;

  @Column({ type: 'bigint', default: 0, transformer: count })
  readonly read!: number;

  @Column({ type: 'bigint', default: 0, transformer: count })
  readonly accepted!: number;

  @Column({ type: 'bigint', default: 0, transformer: count })
  readonly rejected!: number;

  /** Why it failed as a whole. */
  @Column({ type: 'text', nullable: true })
  readonly failure!: string | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  readonly finishedAt!: Date | null;
}

/** One thing to tell about one row of an upload. */
@Entity({ name: 'upload_error' })
export class RowReportRow {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  readonly id!: string;

  @Column({ name: 'upload_id', type: 'uuid' })
  readonly uploadId!: string;

  @Column({ type: 'text' })
  readonly file!: UploadPart;

  /** 0 is the file as a whole. */
  @Column({ type: 'bigint', transformer: count })
  readonly row!: number;

  @Column({ type: 'text' })
  readonly field!: string;

  @Column({ type: 'text' })
  readonly message!: string;

  @Column({ type: 'text' })
  readonly fix!: string;
}
